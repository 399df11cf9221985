using System.Text.Json;
using MedReason.Tests;

namespace MedReason.AspNetCore.Tests;

/// <summary>What the verify endpoint says of a text.</summary>
public sealed class VerifyEndpointTests
{
    [Fact]
    public async Task A_supported_text_is_accepted_with_its_steps()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonElement verdict = (await host.SendAsync("verify", Batches.Of(Batches.Item(ClinicQuestions.Drug, Batches.Honest, "text", "one")))).GetProperty("verdicts")[0];
        verdict.GetProperty("id").GetString().ShouldBe("one");
        verdict.GetProperty("verdict").GetString().ShouldBe("accepted");
        verdict.GetProperty("concluded").GetString().ShouldBe("B");
        verdict.GetProperty("claims").ToString().ShouldBe("""{"supported":3,"contradicted":0,"not_in_graph":0,"not_checkable":0}""");
        verdict.GetProperty("claim_precision").GetDouble().ShouldBe(1);
        verdict.GetProperty("read_share").GetDouble().ShouldBe(1);
        JsonElement step = verdict.GetProperty("steps")[2];
        step.GetProperty("text").GetString().ShouldBe("Myasthenia gravis is treated by pyridostigmine.");
        step.GetProperty("status").GetString().ShouldBe("supported");
        step.GetProperty("claim").GetProperty("edge").GetProperty("relation").GetString().ShouldBe("indication");
    }

    [Fact]
    public async Task A_false_text_is_rejected_with_what_is_false()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        string text = "Gout is treated by salbutamol. The answer is B: Pyridostigmine.";
        JsonElement verdicts = (await host.SendAsync("verify", Batches.Of(
            Batches.Item(ClinicQuestions.Open, "Nothing to read here.", "text"), Batches.Item(ClinicQuestions.Drug, text, "text")))).GetProperty("verdicts");
        verdicts[0].GetProperty("verdict").GetString().ShouldBe("not_checkable");
        verdicts[0].GetProperty("claim_precision").ValueKind.ShouldBe(JsonValueKind.Null);
        verdicts[1].GetProperty("verdict").GetString().ShouldBe("rejected");
        verdicts[1].GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()).ShouldContain("claim_not_in_graph");
    }

    [Fact]
    public async Task The_answer_may_be_unknown()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        var item = Batches.Item(ClinicQuestions.Drug, Batches.Honest, "text");
        item.Remove("answer");
        (await host.SendAsync("verify", Batches.Of(item))).GetProperty("verdicts")[0].GetProperty("verdict").GetString().ShouldBe("accepted");
    }
}
