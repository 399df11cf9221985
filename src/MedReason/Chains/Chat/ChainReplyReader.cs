using System.Globalization;
using System.Text;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Chains;

/// <summary>
/// Reads the words of a chain out of a model's reply while it is still coming. Whatever is odd ends the reading, not the reply. For one reply.
/// </summary>
internal sealed class ChainReplyReader
{
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private readonly List<byte> _unread = [];
    private JsonReaderState _state = new(new JsonReaderOptions { AllowTrailingCommas = true });
    private readonly StringBuilder _before = new();
    private bool _hasStarted;
    private bool _hasEnded;
    private string? _section;
    private string? _property;
    private int _steps;

    /// <summary>Takes the next piece of the reply.</summary>
    /// <param name="piece">The piece.</param>
    /// <returns>What has become whole by it: steps and conclusion under their headings, one line each.</returns>
    public IReadOnlyList<string> Read(string piece)
    {
        List<string> lines = [];
        if (_hasEnded || piece.Length == 0)
        {
            return lines;
        }

        if (!_hasStarted)
        {
            // Reasoning, a code fence or a sentence may precede the value. Where no mark of reasoning ends, what was read so far stays as it is.
            _before.Append(piece);
            if (piece.AsSpan().IndexOfAny("{>]▷") < 0
                || ReasoningTags.Remove(_before.ToString()) is not { } said || said.IndexOf('{', StringComparison.Ordinal) is not (>= 0 and int start))
            {
                return lines;
            }

            _hasStarted = true;
            piece = said[start..];
            _before.Clear();
        }

        byte[] bytes = new byte[_encoder.GetByteCount(piece, flush: false)];
        _encoder.GetBytes(piece, bytes, flush: false);
        _unread.AddRange(bytes);

        try
        {
            Advance(lines);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            _hasEnded = true;
        }

        return lines;
    }

    private void Advance(List<string> lines)
    {
        var reader = new Utf8JsonReader(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_unread), isFinalBlock: false, _state);
        while (!_hasEnded && reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                    _section = reader.GetString();
                    break;
                case JsonTokenType.PropertyName:
                    _property = reader.GetString();
                    break;
                case JsonTokenType.String when _section == "steps" && reader.CurrentDepth == 3 && _property == "text":
                    _steps++;
                    lines.Add(string.Create(
                        CultureInfo.InvariantCulture,
                            $"{(_steps == 1 ? ChainSections.Process + "\n" : string.Empty)}{_steps}. {ChainOffer.Tidy(reader.GetString()!)}\n"));
                    break;
                case JsonTokenType.String when _section == "conclusion" && reader.CurrentDepth == 1:
                    lines.Add($"\n{ChainSections.Conclusion}\n{ChainOffer.Tidy(reader.GetString()!)}");
                    break;
                case JsonTokenType.EndObject when reader.CurrentDepth == 0:
                    _hasEnded = true;
                    break;
                default:
                    break;
            }
        }

        _state = reader.CurrentState;
        _unread.RemoveRange(0, (int)reader.BytesConsumed);
    }
}
