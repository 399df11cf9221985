using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MedReason.Cli.Tests;

public sealed class ChatProviderFactoryTests
{
    private const string Canary = "sk-canary-5f2e8a9d1c";

    private static IChatClient? Create(ChatProviderOptions options, string? key = Canary, HttpMessageHandler? handler = null) =>
        ChatProviderFactory.CreateChatClient(options, _ => key, TimeProvider.System, handler);

    private static UsageException Refused(ChatProviderOptions options, string? key = Canary)
    {
        UsageException exception = Should.Throw<UsageException>(() => Create(options, key));
        exception.ToString().ShouldNotContain(Canary);
        exception.Message.ShouldNotContain("\n");
        return exception;
    }

    [Fact]
    public void Offline_needs_no_client_and_looks_for_no_key()
    {
        var options = new ChatProviderOptions();

        ChatProviderFactory.CreateChatClient(options, _ => throw new InvalidOperationException("no key is needed"), TimeProvider.System).ShouldBeNull();
    }

    [Theory]
    [InlineData("openai", "OPENAI_API_KEY")]
    [InlineData("anthropic", "ANTHROPIC_API_KEY")]
    public void A_missing_key_is_told_by_the_name_of_its_variable(string provider, string variable)
    {
        foreach (string? key in new[] { null, "", "  " })
        {
            Refused(new ChatProviderOptions { Provider = provider, Model = "m" }, key).Message
                .ShouldBe($"--provider {provider} needs a key: set the environment variable {variable}");
        }

        Refused(new ChatProviderOptions { Provider = provider, Model = "m", Endpoint = "https://models.example.org/v1" }, null).Message.ShouldContain(variable);
    }

    [Theory]
    [InlineData("openai", "OPENAI_API_KEY")]
    [InlineData("anthropic", "ANTHROPIC_API_KEY")]
    public void A_key_is_looked_up_by_one_name_alone(string provider, string variable)
    {
        var asked = new List<string>();

        using IChatClient? client = ChatProviderFactory.CreateChatClient(
            new ChatProviderOptions { Provider = provider, Model = "m" },
            name =>
            {
                asked.Add(name);
                return Canary;
            },
            TimeProvider.System);

        asked.ShouldBe([variable]);
        client!.GetService(typeof(ChatClientMetadata)).ShouldBeOfType<ChatClientMetadata>().DefaultModelId.ShouldBe("m");
        client.ToString()!.ShouldNotContain(Canary);
    }

    [Fact]
    public void A_key_that_cannot_be_one_is_refused_unshown() =>
        Refused(new ChatProviderOptions { Provider = "openai", Model = "m" }, Canary + "\r\nX-Header: 1").Message.ShouldContain("OPENAI_API_KEY");

    [Fact]
    public void Options_that_contradict_each_other_are_refused()
    {
        Refused(new ChatProviderOptions { Model = "m" }).Message.ShouldContain("--provider");
        Refused(new ChatProviderOptions { Endpoint = "http://localhost/" }).Message.ShouldContain("--provider");
        Refused(new ChatProviderOptions { Provider = "openai" }).Message.ShouldBe("--provider openai needs --model");
        Refused(new ChatProviderOptions { Provider = "other", Model = "m" }).Message.ShouldBe("--provider takes offline, openai or anthropic");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("/v1")]
    [InlineData("ftp://127.0.0.1/v1")]
    [InlineData("http://")]
    [InlineData("http://user:" + Canary + "@127.0.0.1/v1")]
    [InlineData("http://models.example.org/v1")]
    [InlineData("http://8.8.8.8/v1")]
    [InlineData("http://172.32.0.1/v1")]
    [InlineData("http://127.0.0.1.example.org/v1")]
    public void An_endpoint_that_is_none_or_would_show_the_key_is_refused(string endpoint) =>
        Refused(new ChatProviderOptions { Provider = "openai", Model = "m", Endpoint = endpoint }).Message.ShouldStartWith("--endpoint");

    [Theory]
    [InlineData("http://127.0.0.1:8000/v1", true)]
    [InlineData("http://localhost:11434/v1/", true)]
    [InlineData("http://[::1]:8000/v1", true)]
    [InlineData("http://192.168.1.20:8000/v1", false)]
    [InlineData("http://10.0.0.7/v1", false)]
    [InlineData("http://172.16.0.1/v1", false)]
    [InlineData("http://[fd00::1]/v1", false)]
    [InlineData("http://gpu-box:8000/v1", false)]
    [InlineData("http://gpu.local:8000/v1", false)]
    [InlineData("https://models.example.org/v1", false)]
    public void An_endpoint_is_taken_and_only_one_on_this_machine_may_want_no_key(string text, bool isLoopback) =>
        ProviderEndpoint.Parse(text).IsLoopback.ShouldBe(isLoopback);

    [Fact]
    public async Task OpenAI_itself_gets_the_limit_by_its_present_name()
    {
        WireHandler wire = WireHandler.Of(LoopbackReply.Chat("fine"));
        using IChatClient client = Create(new ChatProviderOptions { Provider = "openai", Model = "m" }, handler: wire)!;

        await client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")], new ChatOptions { MaxOutputTokens = 5 });

        wire.Address.ShouldBe("https://api.openai.com/v1/chat/completions");
        wire.Headers["Authorization"].ShouldBe("Bearer " + Canary);
        wire.Body.ShouldContain("\"max_completion_tokens\":5");
        wire.Body.ShouldNotContain("\"max_tokens\"");
    }

    [Theory]
    [InlineData("https://r.openai.azure.com/openai/v1/", "https://r.openai.azure.com/openai/v1/chat/completions")]
    [InlineData(
        "https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21",
        "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21")]
    public async Task Azure_gets_its_key_and_its_version_where_it_looks_for_them(string endpoint, string address)
    {
        WireHandler wire = WireHandler.Of(LoopbackReply.Chat("fine"));
        using IChatClient client = Create(new ChatProviderOptions { Provider = "openai", Model = "m", Endpoint = endpoint }, handler: wire)!;

        await client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")]);

        wire.Address.ShouldBe(address);
        wire.Headers["api-key"].ShouldBe(Canary);
        wire.Headers.ContainsKey("Authorization").ShouldBeFalse();
    }

    [Theory]
    [InlineData("schema", StructuredOutputMode.JsonSchema)]
    [InlineData("object", StructuredOutputMode.JsonObject)]
    [InlineData("prompt", StructuredOutputMode.PromptOnly)]
    public void The_commands_options_reach_the_client(string mode, StructuredOutputMode expected)
    {
        var provider = new ProviderOptions();
        var command = new RootCommand();
        provider.AddTo(command);

        ParseResult parsed = command.Parse(["--provider", "openai", "--model", "m", "--endpoint", "http://localhost:1/v1", "--structured-output", mode]);
        parsed.Errors.ShouldBeEmpty();
        ChatProviderOptions options = provider.Read(parsed);

        options.Provider.ShouldBe("openai");
        options.Model.ShouldBe("m");
        options.Endpoint.ShouldBe("http://localhost:1/v1");
        using IChatClient client = Create(options, null)!;
        client.GetService(typeof(StructuredOutputMode)).ShouldBe(expected);
        command.Parse(["--provider", "elsewhere"]).Errors.ShouldNotBeEmpty();
        provider.Read(command.Parse([])).Provider.ShouldBe(ProviderNames.Offline);
    }

    [Fact]
    public void The_commands_own_settings_let_the_Anthropic_library_read_by_reflection()
    {
        // The tests run under settings of their own, so that only the command's file shows them.
        using JsonDocument settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "MedReason.Cli.runtimeconfig.json")));

        settings.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties")
            .GetProperty("System.Text.Json.JsonSerializer.IsReflectionEnabledByDefault").GetBoolean().ShouldBeTrue();
    }
}
