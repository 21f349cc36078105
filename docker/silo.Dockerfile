# syntax=docker/dockerfile:1
# Build with the repository as context: docker build --build-arg DOTNET_IMAGES=... -f docker/silo.Dockerfile .
# Where your .NET images come from, up to and without "/sdk".
ARG DOTNET_IMAGES

FROM ${DOTNET_IMAGES}/sdk:10.0 AS build
# false leaves out --clustering dynamodb and its package, Microsoft.Orleans.Clustering.DynamoDB.
ARG DYNAMODB_CLUSTERING=true
WORKDIR /source
COPY . .
RUN dotnet publish silo -c Release -o /app --no-self-contained "-p:DurableDynamoDBClustering=${DYNAMODB_CLUSTERING}"

# No shell and no package manager; with time zones and cultures.
FROM ${DOTNET_IMAGES}/aspnet:10.0-noble-chiseled-extra
WORKDIR /app
COPY --from=build /app .
# The image's own user, which is not root. There is nothing to write but standard error.
USER $APP_UID
# HTTP is served on the loopback interface only, so readiness is asked for from inside, by the server itself: the image has no shell.
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 CMD ["dotnet", "durable-server.dll", "health"]
EXPOSE 11111 30000
ENTRYPOINT ["dotnet", "durable-server.dll"]
