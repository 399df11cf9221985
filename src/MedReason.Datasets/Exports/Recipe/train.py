"""Supervised fine-tuning on one arm of this export.

    python3 train.py --check                      # data contract and hashes; standard library only
    torchrun --nproc_per_node 8 train.py --arm chain --model MODEL --output OUT

The settings are those of config.json: the published ones of arXiv 2504.00993, 1 x 16 x 8 rows a step.
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


def mask_and_truncate(prompt_ids, all_ids, max_length):
    """Loss on the response alone; what is too long loses its beginning."""
    if all_ids[: len(prompt_ids)] != prompt_ids:
        raise ValueError("the chat template does not begin a whole conversation as it begins its prompt")
    labels = [IGNORED] * len(prompt_ids) + all_ids[len(prompt_ids):]
    if all(label == IGNORED for label in labels):
        raise ValueError("the chat template leaves nothing of the response")
    return {"input_ids": all_ids[-max_length:], "labels": labels[-max_length:]}


def tokenize(row, tokenizer, max_length):
    prompt = tokenizer.apply_chat_template(row["prompt"], tokenize=False, add_generation_prompt=True)
    everything = tokenizer.apply_chat_template(row["prompt"] + row["completion"], tokenize=False, add_generation_prompt=False)
    encode = lambda text: tokenizer.encode(text, add_special_tokens=False)
    return mask_and_truncate(encode(prompt), encode(everything), max_length)


def check():
    """Hashes, rows, and that every arm holds the same ids in the same order."""
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
    folder = os.path.join(FOLDER, "data", arguments.arm)

    def load(split):
        path = os.path.join(folder, split + ".jsonl")
        return Dataset.from_list([tokenize(row, tokenizer, config["max_length"]) for row in read_rows(path)]) if os.path.exists(path) else None

    train_rows, validation_rows = load("train"), load("validation")
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
    arguments = parser.parse_args()
    if arguments.check:
        try:
            check()
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
