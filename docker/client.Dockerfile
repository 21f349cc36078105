# syntax=docker/dockerfile:1
# Build with the repository as context: docker build --build-arg DOTNET_IMAGES=... -f docker/client.Dockerfile .
# Where your .NET images come from, up to and without "/sdk".
ARG DOTNET_IMAGES

FROM ${DOTNET_IMAGES}/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish client -c Release -o /app --no-self-contained

FROM ${DOTNET_IMAGES}/runtime:10.0
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
HEALTHCHECK NONE
ENTRYPOINT ["dotnet", "durable.dll"]
