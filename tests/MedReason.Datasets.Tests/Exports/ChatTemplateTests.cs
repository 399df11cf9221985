using System.Text.Json;

namespace MedReason.Datasets.Tests;

/// <summary>What the recipe trains under the chat templates of the families that it is used with.</summary>
/// <remarks>The templates are those of the families, cut down to what they do with one question and one response.</remarks>
public sealed class ChatTemplateTests
{
    private const string Think = "<think>\nGout is treated by allopurinol, é included.\n</think>\n\nAllopurinol (A)";
    private const string Published = "## Thinking\n\nGout is treated by allopurinol.\n\n## Final Answer\n\nAllopurinol";
    private const string Answer = "Allopurinol";

    private const string Llama = "{{ bos_token }}{% for m in messages %}<|start_header_id|>{{ m.role }}<|end_header_id|>\n\n{{ m.content | trim }}<|eot_id|>{% endfor %}";
    private const string LlamaPrompt = "<|start_header_id|>assistant<|end_header_id|>\n\n";
    private const string LlamaDates = "<|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023<|eot_id|>";
    private const string ChatMl = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}";
    private const string ChatMlPrompt = "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    private const string Qwen3 =
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.role == 'assistant' %}{% set thought = '' %}{% set content = m.content %}"
        + "{% if '</think>' in content %}{% set thought = content.split('</think>')[0].split('<think>')[-1].strip('\\n') %}"
        + "{% set content = content.split('</think>')[-1].lstrip('\\n') %}{% endif %}"
        + "{{ '<think>\\n' + thought + '\\n</think>\\n\\n' + content }}{% else %}{{ m.content }}{% endif %}<|im_end|>\n{% endfor %}";

    private const string DeepSeek =
        "{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}<｜User｜>{{ m.content }}{% else %}<｜Assistant｜>{{ m.content.split('</think>')[-1] }}"
        + "<｜end▁of▁sentence｜>{% endif %}{% endfor %}";

    private const string Gemma =
        "{{ bos_token }}{% for m in messages %}<start_of_turn>{{ 'model' if m.role == 'assistant' else m.role }}\n{{ m.content | trim }}<end_of_turn>\n{% endfor %}"
        + "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}";

    private const string Phi3 =
        "{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}<|user|>\n{{ m.content }}<|end|>\n<|assistant|>\n{% else %}{{ m.content }}<|end|>\n{% endif %}{% endfor %}";

    private static readonly Dictionary<string, (string Template, string[] Tokens, string End)> Families = new(StringComparer.Ordinal)
    {
        ["Llama 3"] = (Llama + LlamaPrompt, ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"], "<|eot_id|>"),
        ["Llama 3.1"] = (
            "{{ bos_token }}" + LlamaDates + Llama[15..] + "{% if add_generation_prompt %}" + LlamaPrompt + "{% endif %}",
            ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"],
            "<|eot_id|>"),
        ["Qwen 2.5"] = (
            "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n" + ChatMl + ChatMlPrompt, ["", "<|endoftext|>", "<|im_start|>", "<|im_end|>"], "<|im_end|>"),
        ["Qwen 3"] = (Qwen3 + ChatMlPrompt, ["", "<|im_end|>", "<|im_start|>", "<think>", "</think>"], "<|im_end|>"),
        ["Phi-3"] = (Phi3, ["<s>", "<|endoftext|>", "<|user|>", "<|assistant|>", "<|end|>"], "<|end|>"),
        ["Gemma"] = (Gemma, ["<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>"], "<end_of_turn>"),
        ["Mistral 0.2"] = (
            "{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}[INST] {{ m.content }} [/INST]{% else %}{{ m.content }}{{ eos_token }}{% endif %}{% endfor %}",
            ["<s>", "</s>"],
            "</s>"),
        ["Mistral 0.3"] = (
            "{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}[INST] {{ m.content }}[/INST]{% else %} {{ m.content }}{{ eos_token }}{% endif %}{% endfor %}",
            ["<s>", "</s>", "[INST]", "[/INST]"],
            "</s>"),
        ["R1 distillation, first template"] = (
            DeepSeek + "{% if add_generation_prompt %}<｜Assistant｜>{% endif %}",
            ["<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>", "<think>", "</think>"],
            "<｜end▁of▁sentence｜>"),
        [OpensThought] = (
            DeepSeek + "{% if add_generation_prompt %}<｜Assistant｜><think>\n{% endif %}",
            ["<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>", "<think>", "</think>"],
            "<｜end▁of▁sentence｜>"),
        ["no end of a turn"] = (
            "{% for m in messages %}{{ m.role }}:\n{{ m.content }}\n{% endfor %}{% if add_generation_prompt %}assistant:\n{% endif %}", ["", "<|endoftext|>"], "<|endoftext|>"),
        ["two ways to open a response"] = (
            "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}(assistant){% endif %}", ["", "<end>"], "<end>"),
        ["a response left out"] = ("{% for m in messages %}{% if m.role == 'user' %}{{ m.content }}{% endif %}{% endfor %}>", ["", "<end>"], "<end>"),
    };

    /// <summary>
    /// A tokenizer with offsets and the sandbox that templates run in; with <c>joins</c> a word takes the space before it, as pieces of SentencePiece and of
    /// byte-level encodings do.
    /// </summary>
    private const string Program = """
        import json, re, sys, jinja2.sandbox, train

        class Tokenizer:
            is_fast = True
            def __init__(self, template, tokens, joins):
                self.template, self.bos, self.eos, self.joins = template, tokens[0], tokens[1], joins
                self.added = {token: index for index, token in enumerate(tokens) if token}
                self.all_special_ids, self.eos_token_id, self.words = [self.added[self.eos]], self.added[self.eos], {}
            def get_added_vocab(self):
                return self.added
            def apply_chat_template(self, messages, tokenize, add_generation_prompt):
                sandbox = jinja2.sandbox.ImmutableSandboxedEnvironment(keep_trailing_newline=True)
                return sandbox.from_string(self.template).render(
                    messages=messages, add_generation_prompt=add_generation_prompt, bos_token=self.bos, eos_token=self.eos)
            def __call__(self, text, add_special_tokens, return_offsets_mapping):
                pieces = "|".join(map(re.escape, self.added)) + (r"| ?\w+|\s|[^\w\s]" if self.joins else r"|\w+|\s+|[^\w\s]")
                found = list(re.finditer(pieces, text))
                ids = [self.added[m.group()] if m.group() in self.added else self.words.setdefault(m.group(), 1000 + len(self.words)) for m in found]
                return {"input_ids": ids, "offset_mapping": [m.span() for m in found]}
            def decode(self, ids):
                texts = {number: text for text, number in {**self.added, **self.words}.items()}
                return "".join(texts[number] for number in ids)

        case = json.loads(sys.argv[1])
        row = {"prompt": [{"role": "user", "content": "A man has gout. Which drug?"}], "completion": [{"role": "assistant", "content": case["response"]}]}
        results = []
        for family, joins in [(family, joins) for family in case["families"] for joins in (False, True)]:
            tokenizer = Tokenizer(family["template"], family["tokens"], joins)
            try:
                tokens = train.tokenize(row, tokenizer, 8192, case["plain"])
            except ValueError as error:
                results.append({"family": family["name"], "refused": str(error)})
                continue
            prompt = tokenizer.decode([token for token, label in zip(tokens["input_ids"], tokens["labels"]) if label == train.IGNORED])
            trained = tokenizer.decode([token for token in tokens["labels"] if token != train.IGNORED])
            served = tokenizer
            if case["plain"]:
                served = Tokenizer(train.Template(tokenizer, plain=True).to_plain(), family["tokens"], joins)
            results.append({"family": family["name"], "trained": trained, "seen": served.apply_chat_template(row["prompt"], False, True), "prompt": prompt})
        print(json.dumps(results))
        """;

    private const string OpensThought = "R1 distillation";
    private static readonly string[] Unusable = ["two ways to open a response", "a response left out"];

    [Theory]
    [InlineData(Think)]
    [InlineData(Published)]
    [InlineData(Answer)]
    public async Task The_trained_characters_are_the_response_and_the_end_of_its_turn_or_it_is_refused(string response)
    {
        foreach ((string family, JsonElement result) in await TokenizeAsync(response, isPlain: false))
        {
            if (Unusable.Contains(family) || (family == OpensThought && response != Think))
            {
                result.GetProperty("refused").GetString()!.ShouldStartWith("the chat template", Case.Sensitive, family);
                continue;
            }

            result.TryGetProperty("trained", out JsonElement trained).ShouldBeTrue(result.GetRawText());
            trained.GetString()!.TrimStart().ShouldBe(response + Families[family].End, family);

            // What is masked is what a served model reads before it writes, but for an opening that the response has itself.
            string prompt = result.GetProperty("prompt").GetString()!;
            string seen = result.GetProperty("seen").GetString()!;
            seen.ShouldStartWith(prompt, Case.Sensitive, family);
            response.ShouldStartWith(seen[prompt.Length..], Case.Sensitive, family);
        }
    }

    [Theory]
    [InlineData(Think)]
    [InlineData(Published)]
    [InlineData(Answer)]
    public async Task A_plain_template_opens_no_thought_and_is_the_one_that_is_served(string response)
    {
        foreach ((string family, JsonElement result) in (await TokenizeAsync(response, isPlain: true)).Where(result => !Unusable.Contains(result.Family)))
        {
            result.TryGetProperty("trained", out JsonElement trained).ShouldBeTrue(result.GetRawText());
            trained.GetString()!.TrimStart().ShouldBe(response + Families[family].End, family);
            result.GetProperty("seen").GetString().ShouldBe(result.GetProperty("prompt").GetString(), family);
            result.GetProperty("seen").GetString()!.ShouldNotContain("<think>", Case.Sensitive, family);
        }
    }

    /// <summary>Gets what is trained under every family's template, with words apart and with words that take their space.</summary>
    private static async Task<List<(string Family, JsonElement Result)>> TokenizeAsync(string response, bool isPlain)
    {
        using var run = new SampleRun(withSourceReasoning: false);
        string folder = run.PathOf("recipe");
        await TrlRecipe.WriteAsync(run.Folder, folder, new ExportOptions { SourceTerms = "CC0" });
        await RecipePython.RequireModuleAsync(folder, "jinja2");
        var families = Families.Select(family => new { name = family.Key, template = family.Value.Template, tokens = family.Value.Tokens });
        string arguments = JsonSerializer.Serialize(new { families, response, plain = isPlain });

        (int exitCode, string output) = await RecipePython.RunAsync(folder, "-c", Program, arguments);

        exitCode.ShouldBe(0, output);
        List<(string, JsonElement)> results =
            [.. DatasetExporterTests.Parse(output.Trim()).EnumerateArray().Select(result => (result.GetProperty("family").GetString()!, result))];
        results.Count.ShouldBe(2 * Families.Count);
        return results;
    }
}
