using System.Runtime.CompilerServices;

namespace MedReason.Testing;

/// <summary>Compares what a graph returned with what the content demands, and names the expression that differs.</summary>
internal static class Expect
{
    public static void True(bool condition, string message)
    {
        if (!condition)
        {
            throw new KnowledgeGraphConformanceException(message);
        }
    }

    public static void Equal<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string what = "") =>
        True(EqualityComparer<T>.Default.Equals(expected, actual), $"{what}: expected {Show(expected)}, found {Show(actual)}.");

    /// <summary>Compares two sequences, which must hold equal items in the same order.</summary>
    public static void Sequence<T>(IEnumerable<T> expected, IEnumerable<T> actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        T[] wanted = [.. expected];
        T[] found = [.. actual];
        for (int i = 0; i < Math.Min(wanted.Length, found.Length); i++)
        {
            Equal(wanted[i], found[i], $"{what}, item {i}");
        }

        if (wanted.Length != found.Length)
        {
            (string kind, T item) = wanted.Length > found.Length ? ("missing", wanted[found.Length]) : ("unexpected", found[wanted.Length]);
            True(false, $"{what}: expected {wanted.Length} items, found {found.Length}; the first {kind} one is {Show(item)}.");
        }
    }

    public static void Empty<T>(IEnumerable<T> actual, [CallerArgumentExpression(nameof(actual))] string what = "") => Sequence([], actual, what);

    public static T Single<T>(IEnumerable<T> actual, Func<T, bool> predicate, [CallerArgumentExpression(nameof(predicate))] string what = "")
    {
        T[] found = [.. actual.Where(predicate)];
        True(found.Length == 1, $"Expected one item with {what}, found {found.Length}.");
        return found[0];
    }

    public static void SameNode(KgNode expected, KgNode? actual)
    {
        string what = $"node {expected.Id}";
        True(actual is not null, $"{what}: expected the node, found null.");
        Equal(expected.Id, actual!.Id, $"{what}, Id");
        Equal(expected.Name, actual.Name, $"{what}, Name");
        Equal(expected.Type, actual.Type, $"{what}, Type");
        Equal(expected.Source, actual.Source, $"{what}, Source");
        Sequence(expected.Synonyms, actual.Synonyms, $"{what}, Synonyms");
        Equal(expected.Definition, actual.Definition, $"{what}, Definition");
    }

    public static async Task ThrowsAsync<TException>(Func<ValueTask> call, [CallerArgumentExpression(nameof(call))] string what = "")
        where TException : Exception
    {
        Exception? thrown = await CatchAsync(call);
        True(thrown?.GetType() == typeof(TException), $"{what}: expected {typeof(TException).Name}, found {Show(thrown?.GetType().Name)}.");
    }

    /// <summary>Checks that a call with a cancelled token ends with <see cref="OperationCanceledException"/> or a class derived from it.</summary>
    public static async Task CancelsAsync(Func<ValueTask> call, [CallerArgumentExpression(nameof(call))] string what = "")
    {
        Exception? thrown = await CatchAsync(call);
        True(thrown is OperationCanceledException, $"{what}: expected {nameof(OperationCanceledException)}, found {Show(thrown?.GetType().Name)}.");
    }

    private static async ValueTask<Exception?> CatchAsync(Func<ValueTask> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static string Show<T>(T value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        _ => value.ToString() ?? "null",
    };
}
