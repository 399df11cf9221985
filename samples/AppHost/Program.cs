using Aspire.Hosting.ApplicationModel;

// A PostgreSQL in a container, and workers that join one run in it. What the command reads comes from the parameters, the number of workers from "Workers".
IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder(args);
IResourceBuilder<PostgresServerResource> server = builder.AddPostgres("postgres").WithEnvironment("POSTGRES_INITDB_ARGS", "--data-checksums").WithDataVolume();
IResourceBuilder<PostgresDatabaseResource> database = server.AddDatabase("runs");

// The password goes into the worker's environment: everybody on the machine sees a command line.
EndpointReference endpoint = server.Resource.PrimaryEndpoint;
ReferenceExpression run = ReferenceExpression.Create(
    $"postgres://postgres@{endpoint.Property(EndpointProperty.HostAndPort)}/{database.Resource.DatabaseName}?run=medqa");
builder.AddProject<Projects.MedReason_Cli>("worker")
    .WaitFor(database)
    .WithReplicas(int.TryParse(builder.Configuration["Workers"], out int workers) ? workers : 4)
    .WithEnvironment("PGPASSWORD", server.Resource.PasswordParameter)
    .WithEnvironment("OPENAI_API_KEY", builder.AddParameter("openaikey", secret: true))
    .WithArgs("generate", "--kg", builder.AddParameter("graph"), "--questions", builder.AddParameter("questions"), "--format", "medqa")
    .WithArgs("--provider", "openai", "--model", builder.AddParameter("model"), "--prices", builder.AddParameter("prices"), "--max-cost", "100")
    .WithArgs("--run", run);
await builder.Build().RunAsync();
