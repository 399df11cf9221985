using System.Text.Json.Serialization;

namespace MedReason;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(KgNode))]
[JsonSerializable(typeof(KgEdge))]
[JsonSerializable(typeof(IReadOnlyList<KgEdge>))]
[JsonSerializable(typeof(IReadOnlyList<KgEdgeAttributes>))]
[JsonSerializable(typeof(KgPath))]
[JsonSerializable(typeof(KnowledgeGraphMetadata))]
[JsonSerializable(typeof(NodeDegree))]
[JsonSerializable(typeof(ScoredNode))]
[JsonSerializable(typeof(KgNeighbor))]
[JsonSerializable(typeof(MedicalQuestion))]
[JsonSerializable(typeof(EntityMention))]
[JsonSerializable(typeof(DerivedFinding))]
[JsonSerializable(typeof(EntityLink))]
[JsonSerializable(typeof(PathSearchResult))]
[JsonSerializable(typeof(EvidenceSet))]
[JsonSerializable(typeof(QuestionStatement))]
[JsonSerializable(typeof(ReasoningChain))]
[JsonSerializable(typeof(ChainVerdict))]
[JsonSerializable(typeof(TextClaim))]
[JsonSerializable(typeof(ReasoningResult))]
[JsonSerializable(typeof(DiagnosisResult))]
[JsonSerializable(typeof(ChainEffectTable))]
[JsonSerializable(typeof(ReasoningUpdate))]
[JsonSerializable(typeof(IReadOnlyList<EntityMention>))]
[JsonSerializable(typeof(IReadOnlyList<EntityLink>))]
[JsonSerializable(typeof(IReadOnlyDictionary<NodeId, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<NodeId, int>))]
[JsonSerializable(typeof(IReadOnlyDictionary<NodeType, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<RelationType, string>))]
internal sealed partial class MedReasonJsonContext : JsonSerializerContext;
