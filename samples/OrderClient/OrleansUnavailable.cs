// The whole program in a build without Orleans.
await Console.Error.WriteLineAsync("order-client: This build has no Orleans, whose packages the package sources did not serve. See the section Orleans of the README.");
return 7;
