"""Uses the client against a host as trainers do; one scenario a call: check_client.py SCENARIO ADDRESS."""

import asyncio
import inspect
import sys
import time

import medreason_reward as mr

QUESTION = "A woman has ptosis and diplopia but denies wheezing. Which drug relieves her symptoms?"
OPTIONS = {"A": "Salbutamol", "B": "Pyridostigmine", "C": "Allopurinol"}
HONEST = (
    "<think>Ptosis is a finding in myasthenia gravis. Diplopia is a finding in myasthenia gravis. "
    "Myasthenia gravis is treated by pyridostigmine.</think>\nThe answer is B: Pyridostigmine."
)
WRONG = "The answer is C."
ITEM = {"question": QUESTION, "options": OPTIONS, "answer": "B", "completion": HONEST}


def assistant(text):
    return [{"role": "assistant", "content": text}]


def raises(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}")


def trl(client):
    reward = mr.trl_reward(client)
    assert reward.__name__ == "medreason_reward"
    dataset = {"question": [QUESTION] * 3, "options": [OPTIONS] * 3, "answer": ["B", "Pyridostigmine", "B"], "difficulty": [1, 2, 3]}
    trainer = {"completion_ids": [[1], [2], [3]], "completions_ids": [[1], [2], [3]], "trainer_state": object(), "log_metric": print}
    texts = [HONEST, WRONG, ""]
    plain = reward(prompts=["p"] * 3, completions=texts, **trainer, **dataset)
    assert plain[0] == 1.0 and plain[1] < plain[0] and plain[2] == 0.0, plain
    assert all(isinstance(value, float) for value in plain)
    assert plain == [score["total"] for score in client.score([{**ITEM, "completion": text} for text in texts])]

    chats = [assistant(text) for text in texts]
    chats[0] = [{"role": "assistant", "content": None, "tool_calls": []}, {"role": "tool", "content": WRONG}, *chats[0]]
    chats[1] = [{"role": "assistant", "content": [{"type": "text", "text": WRONG}]}]
    assert reward(prompts=[[{"role": "user", "content": "p"}]] * 3, completions=chats, **trainer, **dataset) == plain

    # Rows of one schema have None for the options that they lack, and other names for the same columns.
    named = mr.trl_reward(client, answer="gold", options="choices", context=None)
    padded = {**OPTIONS, "D": None, "E": None}
    found = named(prompts=["p"], completions=[HONEST], question=[QUESTION], choices=[padded], gold=["B"], answer=["no answer"], context=[5])
    assert found == [1.0], found
    assert named(prompts=["p"], completions=[HONEST], question=[QUESTION], choices=[list(OPTIONS.values())], gold=["B"]) == [1.0]

    # Without a column of questions the prompt is the question.
    chat = [{"role": "system", "content": "Think."}, {"role": "user", "content": QUESTION}]
    assert reward(prompts=[QUESTION, chat], completions=[HONEST, assistant(HONEST)], options=[OPTIONS] * 2, answer=["B"] * 2) == [1.0, 1.0]

    part = mr.trl_reward(client, part="answer")
    assert part.__name__ == "medreason_answer"
    assert part(prompts=["p"] * 3, completions=texts, **dataset) == [1.0, 0.0, 0.0]
    assert "gold" in str(raises(ValueError, lambda: named(prompts=["p"], completions=["c"], question=["q"])))
    assert "2 values" in str(raises(ValueError, lambda: reward(prompts=["p"] * 2, completions=["c"] * 2, question=["q"], answer=["a"])))
    assert "part" in str(raises(ValueError, lambda: mr.trl_reward(client, part="grade")))
    assert "label" in str(raises(ValueError, lambda: mr.trl_reward(client, label="x")))


def verifiers(client):
    """Calls functions as Rubric does: all objects by name, group functions told by their plural parameters."""
    prompt = [{"role": "user", "content": "Prompt"}]
    info = {"question": QUESTION, "options": OPTIONS}
    state = {"prompt": prompt, "completion": assistant(HONEST), "answer": "B", "info": info, "trajectory": []}
    objects = {"prompt": prompt, "completion": state["completion"], "answer": "B", "state": state, "info": info, "task": "t", "parser": object()}

    reward = mr.verifiers_reward(client)
    assert reward(**objects) == 1.0
    assert reward(prompt, assistant(HONEST), "B", state) == 1.0
    assert reward(QUESTION, HONEST, "B", {"info": {"options": OPTIONS}}) == 1.0
    assert reward(prompt, HONEST, "", {"info": '{"question": "%s", "options": {"A": "Gout", "B": "Pyridostigmine"}, "answer": "B"}' % QUESTION}) == 1.0
    assert reward(prompt, HONEST, "B", {"input": {"question": QUESTION, "options": OPTIONS}}) == 1.0
    assert mr.verifiers_reward(client, options="choices")(prompt, HONEST, "B", {"info": {"question": QUESTION, "choices": OPTIONS}}) == 1.0
    assert not {"prompts", "completions", "states", "answers"} & set(inspect.signature(reward).parameters)

    off_loop = mr.verifiers_async_reward(client, part="answer")
    assert inspect.iscoroutinefunction(off_loop) and off_loop.__name__ == "medreason_answer"
    assert asyncio.run(off_loop(**objects)) == 1.0

    group = mr.verifiers_group_reward(client)
    assert {"prompts", "completions"} <= set(inspect.signature(group).parameters)
    found = asyncio.run(group(
        prompts=[prompt] * 2, completions=[assistant(HONEST), assistant(WRONG)], answers=["B"] * 2, states=[state] * 2, tasks=["t"] * 2, infos=[info] * 2, parser=None
    ))
    assert found == [1.0, reward(prompt, WRONG, "B", state)], found


def batches(client):
    items = [{**ITEM, "id": i, "completion": HONEST if i % 3 else WRONG} for i in range(150)]
    scores = client.score(iter(items))
    assert [score["id"] for score in scores] == list(range(150))
    assert [score["answer"] for score in scores] == [1 if i % 3 else 0 for i in range(150)]
    assert client.score([]) == []
    assert set(mr.PARTS) < set(scores[0])
    assert client.graph()["name"] == "Clinic"


def faults(client):
    items = [dict(ITEM) for _ in range(100)]
    items[70]["completion"] = 7
    error = raises(mr.ItemError, lambda: client.score(items))
    assert (error.index, error.status, str(error)) == (70, 400, "item 70: completion: expected a text, found a number"), error
    items[70]["completion"] = "half \ud800 a surrogate"
    assert "item 70: completion: expected Unicode text" in str(raises(mr.ItemError, lambda: client.score(items)))
    items[70] = {"question": "q", "answer": "a", "completion": "c", "wrong": 1}
    assert "item 70: expected no members but" in str(raises(mr.ItemError, lambda: client.score(items)))
    for wrong in (None, {"id": float("nan")}, {"id": object()}, {"options": ["x"] * 30}):
        items[70] = wrong
        assert raises(mr.ItemError, lambda: client.score(items)).index == 70
    lost = mr.RewardClient(client.url + "/nowhere", retries=5)
    started = time.monotonic()
    assert raises(mr.RewardError, lambda: lost.score([ITEM])).status == 404
    assert time.monotonic() - started < 1, "a final failure is not tried again"


def loading(client):
    assert client.score([ITEM])[0]["total"] == 1.0


def impatient(client):
    assert raises(mr.RewardError, lambda: mr.RewardClient(client.url, retries=0).score([ITEM])).status == 503


def down(client):
    error = raises(mr.RewardError, lambda: mr.RewardClient(client.url, retries=2).score([ITEM]))
    assert error.status is None and "cannot be reached" in str(error), error


if __name__ == "__main__":
    globals()[sys.argv[1]](mr.RewardClient(sys.argv[2]))
