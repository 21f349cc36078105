[assembly: TestFramework("Durable.Testing.SkippingTestFramework", "Durable.Testing.DynamoDB")]
