using System.Globalization;
using System.Text;
using MedReason.Runs;
using Microsoft.Extensions.AI;

namespace MedReason.RunWorker;

/// <summary>Rows that call a model several times, one call after another, as a pipeline does. Their results depend on row and replies alone.</summary>
public static class RowWork
{
    public static RunConfiguration Configuration(int rows, int calls) => new(
        "rows", [new("rows", rows.ToString(CultureInfo.InvariantCulture)), new("calls", calls.ToString(CultureInfo.InvariantCulture))]);

    public static async IAsyncEnumerable<RunRow> RowsAsync(int count)
    {
        await Task.CompletedTask;
        for (int i = 0; i < count; i++)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"row-{i}");
            yield return new RunRow { Ordinal = i, Id = id, ContentHash = RowModel.ReplyTo(id), Payload = Encoding.UTF8.GetBytes($"{{\"id\":\"{id}\"}}") };
        }
    }

    public static Func<RunRow, CancellationToken, Task<RunResult>> Create(IChatClient client, int calls) => async (row, token) =>
    {
        string text = row.Id;
        try
        {
            for (int call = 0; call < calls; call++)
            {
                ChatResponse reply = await client.GetResponseAsync(
                    [new ChatMessage(ChatRole.User, string.Create(CultureInfo.InvariantCulture, $"{row.Id} {call} {text}"))],
                    new ChatOptions { MaxOutputTokens = 100 },
                    token);
                text = reply.Text;
            }
        }
        catch (Exception exception) when (exception is RequestRefusedException or HttpRequestException)
        {
            return new RunResult { Outcome = "failed", Reason = "no_reply", IsTransient = true, Payload = Encoding.UTF8.GetBytes($"{{\"id\":\"{row.Id}\"}}") };
        }

        return new RunResult { Outcome = "accepted", Payload = Encoding.UTF8.GetBytes($"{{\"id\":\"{row.Id}\",\"text\":\"{text}\"}}") };
    };
}
