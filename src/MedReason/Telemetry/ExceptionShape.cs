using System.Text;

namespace MedReason.Telemetry;

/// <summary>The parts of any exception that may be logged: types and stack frames. Its message may quote a question, a reply or a key.</summary>
internal static class ExceptionShape
{
    private const int DeepestCause = 8;

    /// <summary>Types and frames of an exception and of its causes, one a line.</summary>
    public static string Describe(Exception exception)
    {
        var text = new StringBuilder();
        Exception? cause = exception;
        for (int depth = 0; cause is not null && depth < DeepestCause; depth++, cause = cause.InnerException)
        {
            text.Append(depth == 0 ? string.Empty : "\n ---> ").Append(MedReasonTelemetry.ErrorType(cause));
            if (cause.StackTrace is { } frames)
            {
                text.Append('\n').Append(frames);
            }
        }

        return text.ToString();
    }
}
