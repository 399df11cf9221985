"""Supervised fine-tuning on one arm of this export.

    python3 train.py --check                                  # data contract and hashes; standard library only
    python3 train.py --check --arm chain --model MODEL        # and the first example, what is trained in it marked
    torchrun --nproc_per_node 8 train.py --arm chain --model MODEL --output OUT

The settings are those of config.json: the published ones of arXiv 2504.00993, 1 x 16 x 8 rows a step.

What is trained is the response of the row, whole, and the token that ends its turn. It stands behind the prompt that the
tokenizer's chat template opens for generation, so that a served model continues what it was trained to continue. Where the
template would drop or change the response (DeepSeek-R1's distillations drop what stands before </think>; Qwen3 inserts an
empty thought), only its prompt and its end of turn are used. Where the template opens a thought that the response does not
begin with, training is refused; --template plain leaves the opening away and saves a template without it with the model.
"""

import argparse
import hashlib
import json
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
IGNORED = -100


def read_config():
    with open(os.path.join(FOLDER, "config.json"), encoding="utf-8") as file:
        return json.load(file)


def read_rows(path):
    """The rows of a data file, each held to the contract."""
    rows = []
    with open(path, encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            row = json.loads(line)
            problem = find_problem(row)
            if problem:
                raise ValueError(f"{path}, line {number}: {problem}")
            rows.append(row)
    return rows


def find_problem(row):
    """What is wrong with a row; None where nothing is."""
    if not isinstance(row, dict) or list(row) != ["prompt", "completion"]:
        return "expected prompt and completion"
    for name, role in (("prompt", "user"), ("completion", "assistant")):
        messages = row[name]
        if not isinstance(messages, list) or len(messages) != 1 or not isinstance(messages[0], dict) or list(messages[0]) != ["role", "content"]:
            return f"expected one message with role and content in {name}"
        if messages[0]["role"] != role or not isinstance(messages[0]["content"], str) or not messages[0]["content"].strip():
            return f"expected text of the {role} in {name}"
    return None


class Template:
    """What a tokenizer's chat template writes around a question and its response."""

    CONTENT = "MedReason0Response"
    QUESTION = "MedReason0Question"

    def __init__(self, tokenizer, plain=False):
        self.tokenizer = tokenizer
        self.plain = plain

    def render(self, question, *response, prompt=False):
        messages = [{"role": "user", "content": question}] + [{"role": "assistant", "content": text} for text in response]
        return self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=prompt)

    def split(self, question):
        """What stands before a response that has no form of its own, and behind it."""
        parts = self.render(question, self.CONTENT).split(self.CONTENT)
        if len(parts) != 2:
            raise ValueError(f"the chat template writes a response {len(parts) - 1} times")
        return parts

    def place(self, question, response):
        """The prompt, the text between prompt and response, and what the template writes behind the response."""
        prompt = self.render(question, prompt=True)
        before, after = self.split(question)
        if self.plain and prompt.startswith(before):
            prompt = before
        if before.startswith(prompt):
            between = before[len(prompt):]
            # White space belongs to what the model has to write; anything else is the template's own idea of a response.
            return prompt, between if between.isspace() else "", after
        opening = prompt[len(before):] if prompt.startswith(before) else None
        if opening is None:
            raise ValueError("the chat template opens a response in one way for generation and in another in a conversation")
        if not response.startswith(opening):
            raise ValueError(
                f"the chat template opens every response with {opening!r}, and the responses of this arm do not begin so: "
                "export with --reasoning think, or train with --template plain")
        return before, "", after

    def keeps(self, question, response, text):
        """Whether the template itself would write the same conversation; some drop the reasoning of a response."""
        return self.render(question, response).startswith(text)

    def to_plain(self):
        """A template of the same prompt and turns that opens no thought and keeps responses as they are."""
        prompt, between, tail = self.place(self.QUESTION, self.CONTENT)
        head, opening = prompt.split(self.QUESTION)
        # As they are: the template language joins no pair of surrogates that an escape was split into.
        text = lambda part: json.dumps(part, ensure_ascii=False)
        return (
            "{% for message in messages %}{% if message['role'] == 'assistant' %}{{ " + text(between) + " + message['content'] + " + text(tail)
            + " }}{% else %}{{ (" + text(head) + " if loop.first else '') + message['content'] + " + text(opening) + " }}{% endif %}{% endfor %}")


def tokenize(row, tokenizer, max_length, plain=False):
    """Ids and labels: the loss is on the response and on the token that ends its turn; what is too long loses its beginning."""
    if not getattr(tokenizer, "is_fast", False):
        raise ValueError("the tokenizer reports no offsets: a fast tokenizer is needed")
    question, response = row["prompt"][0]["content"], row["completion"][0]["content"]
    prompt, between, after = Template(tokenizer, plain).place(question, response)
    start = len(prompt)
    end = start + len(between) + len(response)
    text = prompt + between + response + after
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    ids, offsets = list(encoded["input_ids"]), list(encoded["offset_mapping"])
    first = next((index for index, (_, to) in enumerate(offsets) if to > start), len(ids))
    if first == len(ids) or offsets[first][0] < start:
        raise ValueError("the tokenizer joins the end of the prompt and the beginning of the response in one token")
    special = set(tokenizer.all_special_ids) | set(tokenizer.get_added_vocab().values())
    last = next((index for index, (since, _) in enumerate(offsets) if since >= end and ids[index] in special), None)
    if last is None:
        # The template ends no turn: without an end the model would never stop.
        last = next((index for index, (since, _) in enumerate(offsets) if since >= end), len(ids))
        ids, offsets = ids[:last] + [tokenizer.eos_token_id], offsets[:last] + [(end, end)]
    trained = text[offsets[first][0]:max(to for since, to in offsets[first:last] if since < end)]
    if trained.strip() != response.strip():
        raise ValueError("the tokens behind the prompt are not those of the response")
    ids = ids[:last + 1]
    labels = [IGNORED] * first + ids[first:]
    return {"input_ids": ids[-max_length:], "labels": labels[-max_length:]}


def show_example(row, tokenizer, max_length, plain):
    """The first row as it is trained: the prompt, then the response between marks, and whose template it is."""
    tokens = tokenize(row, tokenizer, max_length, plain)
    template = Template(tokenizer, plain)
    question, response = row["prompt"][0]["content"], row["completion"][0]["content"]
    prompt, between, _ = template.place(question, response)
    own = not plain and template.keeps(question, response, prompt + between + response)
    trained = [token for token in tokens["labels"] if token != IGNORED]
    print("template: " + ("the tokenizer's" if own else "the tokenizer's prompt and end of turn; by itself it would drop or change the response" if not plain else "plain"))
    print(f"tokens: {len(tokens['input_ids'])}, trained: {len(trained)}")
    print(tokenizer.decode([token for token, label in zip(tokens["input_ids"], tokens["labels"]) if label == IGNORED]))
    print("[trained from here]" + tokenizer.decode(trained) + "[to here]")


def check(arguments):
    """Hashes, rows, that every arm holds the same ids in the same order and, with a model, the first example as it is trained."""
    with open(os.path.join(FOLDER, "SHA256SUMS"), encoding="utf-8") as file:
        for line in file:
            digest, name = line.rstrip("\n").split("  ", 1)
            with open(os.path.join(FOLDER, name), "rb") as content:
                if hashlib.sha256(content.read()).hexdigest() != digest:
                    raise ValueError(f"{name}: another hash than SHA256SUMS states")
    with open(os.path.join(FOLDER, "manifest.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    counts = {}
    for arm in manifest["arms"]:
        for split in manifest["splits"]:
            rows = read_rows(os.path.join(FOLDER, "data", arm, split + ".jsonl"))
            if len(rows) != manifest["rows"][split]:
                raise ValueError(f"data/{arm}/{split}.jsonl: {len(rows)} rows, the manifest states {manifest['rows'][split]}")
            prompts = hashlib.sha256("\x1e".join(row["prompt"][0]["content"] for row in rows).encode("utf-8")).hexdigest()
            if counts.setdefault(split, prompts) != prompts:
                raise ValueError(f"data/{arm}/{split}.jsonl: other prompts than the first arm's")
    print(json.dumps({"arms": manifest["arms"], "rows": manifest["rows"]}, sort_keys=True))
    if arguments.model:
        from transformers import AutoTokenizer

        rows = read_rows(os.path.join(FOLDER, "data", arguments.arm or manifest["arms"][0], "train.jsonl"))
        if not rows:
            raise ValueError("data: no row to train on")
        show_example(rows[0], AutoTokenizer.from_pretrained(arguments.model), read_config()["max_length"], arguments.template == "plain")


def train(arguments):
    import torch
    from datasets import Dataset
    from transformers import AutoModelForCausalLM, AutoTokenizer, DataCollatorForSeq2Seq, set_seed
    from trl import SFTConfig, SFTTrainer

    config = read_config()
    set_seed(config["seed"])
    tokenizer = AutoTokenizer.from_pretrained(arguments.model)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    plain = arguments.template == "plain"
    folder = os.path.join(FOLDER, "data", arguments.arm)

    def load(split):
        path = os.path.join(folder, split + ".jsonl")
        return Dataset.from_list([tokenize(row, tokenizer, config["max_length"], plain) for row in read_rows(path)]) if os.path.exists(path) else None

    train_rows, validation_rows = load("train"), load("validation")
    if plain:
        tokenizer.chat_template = Template(tokenizer, plain=True).to_plain()
    settings = SFTConfig(
        output_dir=arguments.output,
        num_train_epochs=config["epochs"],
        learning_rate=config["learning_rate"],
        lr_scheduler_type=config["schedule"],
        warmup_ratio=config["warmup_ratio"],
        weight_decay=config["weight_decay"],
        per_device_train_batch_size=config["batch_per_device"],
        gradient_accumulation_steps=config["accumulation_steps"],
        bf16=True,
        gradient_checkpointing=True,
        dataloader_drop_last=True,
        deepspeed=os.path.join(FOLDER, "zero3.json"),
        max_length=None,
        packing=False,
        dataset_kwargs={"skip_prepare_dataset": True},
        save_strategy="epoch",
        eval_strategy="epoch" if validation_rows else "no",
        logging_steps=3,
        report_to="none",
        seed=config["seed"],
    )
    devices = int(os.environ.get("WORLD_SIZE", "1"))
    if devices != config["devices"]:
        print(f"{devices} devices, the published run had {config['devices']}: a step is {devices * config['batch_per_device'] * config['accumulation_steps']} rows", file=sys.stderr)
    model = AutoModelForCausalLM.from_pretrained(arguments.model, torch_dtype=torch.bfloat16)
    trainer = SFTTrainer(
        model=model,
        args=settings,
        train_dataset=train_rows,
        eval_dataset=validation_rows,
        processing_class=tokenizer,
        data_collator=DataCollatorForSeq2Seq(tokenizer, padding=True, label_pad_token_id=IGNORED),
    )
    trainer.train()
    trainer.save_model(arguments.output)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--arm")
    parser.add_argument("--model")
    parser.add_argument("--output")
    parser.add_argument("--template", choices=["tokenizer", "plain"], default="tokenizer", help="plain: prompts open no thought")
    arguments = parser.parse_args()
    if arguments.check:
        try:
            check(arguments)
        except (ValueError, KeyError, OSError) as error:
            print(error, file=sys.stderr)
            return 1
        return 0
    if not (arguments.arm and arguments.model and arguments.output):
        parser.error("--check, or --arm, --model and --output")
    train(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
