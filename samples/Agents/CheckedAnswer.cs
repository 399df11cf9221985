namespace Agents;

/// <summary>Represents an answer of the agent and what the graph says of it.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Supported">The number of its statements that an edge of the graph supports.</param>
/// <param name="Contradicted">The sentences that the graph contradicts.</param>
/// <param name="Turns">The number of answers that were given until this one.</param>
public sealed record CheckedAnswer(string Text, int Supported, IReadOnlyList<string> Contradicted, int Turns);
