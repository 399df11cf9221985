using System.Globalization;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Checks files of training data against the rules of their format, byte by byte.</summary>
/// <remarks>The rules are <see cref="ExportRules"/>; a file without a violation is one that the named trainer loads, row for row, as it was meant.</remarks>
public static class ExportValidator
{
    private const int OpenAIMinimum = 10;
    private const int MaxViolations = 1_000;
    private static readonly string[] Polarities = ["affirmed", "absent", "contraindicated"];
    private static readonly string[] Roles = [.. Enum.GetValues<SourceRole>().Select(SourceRoles.NameOf)];
    private static readonly string[] Stances = ["supports", "opposes"];

    /// <summary>Checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its format.</param>
    /// <param name="form">The form of its responses.</param>
    /// <param name="isTraining">Whether it is to train on; a validation file may be smaller than the format's minimum.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The violations in the order of the file, at most a thousand; empty when there are none.</returns>
    /// <exception cref="InputFormatException">The file cannot be read.</exception>
    public static async Task<IReadOnlyList<ExportViolation>> ValidateAsync(
        string path, ExportFormat format, ReasoningForm form, bool isTraining = true, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var check = new FileCheck(format, form);
        long rows = 0;
        FileStream file = InputStream.Open(path);
        await using (file.ConfigureAwait(false))
        {
            byte[] buffer = new byte[1 << 16];
            using var line = new MemoryStream();
            int read;
            while ((read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0 && check.Violations.Count < MaxViolations)
            {
                int start = 0;
                for (int end; (end = Array.IndexOf(buffer, (byte)'\n', start, read - start)) >= 0; start = end + 1)
                {
                    line.Write(buffer, start, end - start);
                    check.Line(++rows, line.GetBuffer().AsMemory(0, (int)line.Length));
                    line.SetLength(0);
                }

                line.Write(buffer, start, read - start);
            }

            if (line.Length > 0)
            {
                check.Add(++rows, ExportRules.Lines, "expected a line feed behind the last row, found the end of the file");
                check.Line(rows, line.GetBuffer().AsMemory(0, (int)line.Length));
            }
        }

        if (rows == 0)
        {
            check.Add(null, ExportRules.Rows, "expected rows, found an empty file");
        }
        else if (format == ExportFormat.OpenAI && isTraining && rows < OpenAIMinimum)
        {
            check.Add(null, ExportRules.Rows, $"expected at least {OpenAIMinimum} rows, as OpenAI's fine-tuning does, found {rows}");
        }

        return check.Violations;
    }

    private sealed class FileCheck(ExportFormat format, ReasoningForm form)
    {
        private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
        private readonly JsonShape _shape = ExportShapes.Of(format);
        private string? _columns;
        private long _line;

        public List<ExportViolation> Violations { get; } = [];

        public void Add(long? line, string rule, string message) => Violations.Add(new ExportViolation { Line = line, Rule = rule, Message = message });

        public void Line(long number, ReadOnlyMemory<byte> bytes)
        {
            _line = number;
            if (number == 1 && bytes.Span is [0xEF, 0xBB, 0xBF, ..])
            {
                Report(ExportRules.Encoding, "expected no byte order mark, found one");
                bytes = bytes[3..];
            }

            if (!InputStream.IsUtf8(bytes.Span))
            {
                Report(ExportRules.Encoding, "expected UTF-8, found bytes that are not");
                return;
            }

            if (bytes.Span.Contains((byte)'\r'))
            {
                Report(ExportRules.Lines, "expected a line feed alone, found a carriage return");
                bytes = bytes.Span[^1] == '\r' ? bytes[..^1] : bytes;
            }

            if (bytes.Span.Trim(" \t\r"u8).IsEmpty)
            {
                Report(ExportRules.Lines, "expected a row, found a blank line");
                return;
            }

            try
            {
                using JsonDocument document = JsonText.Parse(bytes, Strict);
                Row(document.RootElement);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // Half a surrogate pair shows only when the text is asked for.
                string place = exception is JsonException { BytePositionInLine: { } position }
                    ? string.Create(CultureInfo.InvariantCulture, $" at byte {position}")
                    : string.Empty;
                Report(ExportRules.Json, $"expected one JSON object with each name once and whole characters, found something else{place}");
            }
        }

        private void Row(JsonElement row)
        {
            int before = Violations.Count;
            _shape.Check(row, "$", Report);
            if (Violations.Count > before)
            {
                return;
            }

            string columns = string.Join(',', row.EnumerateObject().Select(member => member.Name));
            if (format == ExportFormat.MedReason)
            {
                columns += row.GetProperty("id_in_dataset").ValueKind.ToString();
            }

            if (!string.Equals(_columns ??= columns, columns, StringComparison.Ordinal))
            {
                Report(ExportRules.Columns, "expected the members of the first row, in its order and with its type of id, found others");
            }

            switch (format)
            {
                case ExportFormat.TrlPromptCompletion:
                    Conversation(row.GetProperty("prompt"), mayBeSystem: true, last: "user");
                    JsonElement completion = row.GetProperty("completion");
                    if (completion.GetArrayLength() != 1 || completion[0].GetProperty("role").GetString() != "assistant")
                    {
                        Report(ExportRules.Roles, "expected one message of the assistant in \"completion\", found others");
                        return;
                    }

                    Response(completion[0].GetProperty("content").GetString()!);
                    break;
                case ExportFormat.ShareGpt:
                    ShareGpt(row.GetProperty("conversations"));
                    break;
                case ExportFormat.Alpaca:
                    Alpaca(row);
                    break;
                case ExportFormat.MedReason:
                    MedReason(row);
                    break;
                default:
                    JsonElement messages = row.GetProperty("messages");
                    if (Conversation(messages, mayBeSystem: true, last: "assistant"))
                    {
                        Response(messages[messages.GetArrayLength() - 1].GetProperty("content").GetString()!);
                    }

                    break;
            }
        }

        // A system message may lead; then user and assistant take turns.
        private bool Conversation(JsonElement messages, bool mayBeSystem, string last)
        {
            string previous = "assistant";
            int index = 0;
            foreach (JsonElement message in messages.EnumerateArray())
            {
                string role = message.GetProperty("role").GetString()!;
                bool isLeadingSystem = mayBeSystem && index == 0 && role == "system";
                if (!isLeadingSystem && role != (previous == "assistant" ? "user" : "assistant"))
                {
                    Report(ExportRules.Roles, $"expected system, if any, first and then user and assistant in turn, found another role in message {index + 1}");
                    return false;
                }

                if (message.TryGetProperty("weight", out JsonElement weight) && (role != "assistant" || weight.GetInt64() is not (0 or 1)))
                {
                    Report(ExportRules.Value, $"expected a weight of 0 or 1, of the assistant's messages alone, found another in message {index + 1}");
                }

                previous = isLeadingSystem ? "assistant" : role;
                index++;
                if (index < messages.GetArrayLength() || role != "assistant")
                {
                    Text(message.GetProperty("content").GetString()!, $"message {index}");
                }
            }

            if (index == 0 || messages[index - 1].GetProperty("role").GetString() != last)
            {
                Report(ExportRules.Roles, $"expected the last message to be the {last}'s, found another");
                return false;
            }

            return true;
        }

        private void ShareGpt(JsonElement turns)
        {
            int count = turns.GetArrayLength();
            for (int index = 0; index < count; index++)
            {
                string from = turns[index].GetProperty("from").GetString()!;
                if (index % 2 == 0 ? from is not ("human" or "observation") : from is not ("gpt" or "function_call"))
                {
                    const string Expected = "expected human or observation at odd places and gpt or function_call at even ones";
                    Report(ExportRules.Roles, $"{Expected}, found another at {index + 1}");
                    return;
                }

                if (index < count - 1)
                {
                    Text(turns[index].GetProperty("value").GetString()!, $"turn {index + 1}");
                }
            }

            if (count == 0 || turns[count - 1].GetProperty("from").GetString() != "gpt")
            {
                Report(ExportRules.Roles, "expected the last turn to be gpt's, found another");
                return;
            }

            Response(turns[count - 1].GetProperty("value").GetString()!);
        }

        private void Alpaca(JsonElement row)
        {
            Text(row.GetProperty("instruction").GetString()!, "instruction");
            Text(row.GetProperty("input").GetString()!, "input", mayBeEmpty: true);
            if (row.TryGetProperty("history", out JsonElement history) && history.EnumerateArray().Any(pair => pair.GetArrayLength() != 2))
            {
                Report(ExportRules.Value, "expected pairs of instruction and response in \"history\", found another number");
            }

            Response(row.GetProperty("output").GetString()!);
        }

        private void MedReason(JsonElement row)
        {
            Text(row.GetProperty("question").GetString()!, "question");
            Text(row.GetProperty("answer").GetString()!, "answer");
            Text(row.GetProperty("reasoning").GetString()!, "reasoning");
            Text(row.GetProperty("options").GetString()!, "options", mayBeEmpty: true);
            string options = row.GetProperty("options").GetString()!;
            if (options.Length > 0 && !options.StartsWith("Answer Choices:\n", StringComparison.Ordinal))
            {
                Report(ExportRules.Value, "expected \"options\" to begin with the line Answer Choices:, found other text");
            }

            JsonElement paths = row.GetProperty("paths");
            foreach (JsonElement path in paths.EnumerateArray())
            {
                Among(path.GetProperty("stance"), Stances, "stance");
                if (path.GetProperty("nodes").GetArrayLength() != path.GetProperty("hops").GetArrayLength() + 1)
                {
                    Report(ExportRules.Value, "expected one hop fewer than nodes, found another number");
                }

                foreach (JsonElement relation in path.GetProperty("hops").EnumerateArray().SelectMany(hop => hop.EnumerateArray()))
                {
                    Among(relation.GetProperty("polarity"), Polarities, "polarity");
                }
            }

            foreach (JsonElement step in row.GetProperty("steps").EnumerateArray())
            {
                Text(step.GetProperty("text").GetString()!, "a step");
                if (step.GetProperty("paths").EnumerateArray().Any(index => index.GetInt64() < 0 || index.GetInt64() >= paths.GetArrayLength()))
                {
                    Report(ExportRules.Value, "expected steps to cite paths of the row, found an index beyond them");
                }

                foreach (JsonElement claim in step.GetProperty("claims").EnumerateArray())
                {
                    Among(claim.GetProperty("polarity"), Polarities, "polarity");
                }
            }

            if (row.GetProperty("verdict").GetProperty("status").GetString() != "accepted")
            {
                Report(ExportRules.Value, "expected accepted rows alone, found another verdict");
            }

            Among(row.GetProperty("source").GetProperty("role"), Roles, "role");
            string hash = row.GetProperty("source").GetProperty("content_hash").GetString()!;
            if (hash.Length is not (0 or 64) || !hash.All(char.IsAsciiHexDigitLower))
            {
                Report(ExportRules.Value, "expected \"content_hash\" as 64 lower-case hexadecimal digits, found other text");
            }
        }

        private void Among(JsonElement value, string[] known, string name)
        {
            if (!known.Contains(value.GetString(), StringComparer.Ordinal))
            {
                Report(ExportRules.Value, $"expected a {name} of {string.Join(", ", known)}, found another");
            }
        }

        private void Response(string response)
        {
            if (TrainingResponse.Split(response, form) is not (string reasoning, string answer))
            {
                Report(ExportRules.Form, "expected reasoning and answer in the declared form, found other text");
                return;
            }

            if (form != ReasoningForm.None)
            {
                Text(reasoning, "the reasoning");
            }

            Text(answer, "the answer");
        }

        private void Text(string text, string name, bool mayBeEmpty = false)
        {
            if (text.Length == 0 ? !mayBeEmpty : char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))
            {
                Report(
                    ExportRules.Text, $"expected text without white space around it in {name}, found {(text.Length == 0 ? "an empty text" : "white space")}");
            }

            if (SpecialTokens.Find(text) is string token)
            {
                Report(ExportRules.SpecialToken, $"expected no token of a chat template in {name}, found {token.Length} characters that are one");
            }
        }

        private void Report(string rule, string message)
        {
            if (Violations.Count < MaxViolations)
            {
                Add(_line, rule, message);
            }
        }
    }
}
