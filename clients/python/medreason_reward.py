"""Rewards completions by a MedReason host: a client, and reward functions for TRL and for verifiers.

Standard library only; Python 3.10 or later. The host is started by ``medreason serve --kg GRAPH`` or is an ASP.NET Core application with
``app.MapMedReason("/medreason")``. Its address, prefix included, is what a client takes::

    client = RewardClient("http://127.0.0.1:8080/medreason")
    client.score([{"question": "...", "options": {"A": "..."}, "answer": "A", "completion": "..."}])

An item has ``question``, ``answer`` (the label or text of the right option; without options the answer itself) and ``completion``, and may have ``id``,
``options`` (labels and texts, a list of ``{"label", "text"}``, or a list of texts, which get the labels A, B, C), ``context`` and ``reference`` (the edges of
a gold subgraph, each ``[subject id, relation, object id]``).
"""

from __future__ import annotations

import asyncio
import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

__all__ = [
    "PARTS",
    "ItemError",
    "RewardClient",
    "RewardError",
    "text_of",
    "trl_reward",
    "verifiers_async_reward",
    "verifiers_group_reward",
    "verifiers_reward",
]

Item = Mapping[str, Any]
Score = dict[str, Any]

#: The parts of a score that are numbers, ``total`` first; each can be a reward of its own.
PARTS: tuple[str, ...] = (
    "total",
    "format",
    "answer",
    "node_coverage",
    "structural_correctness",
    "chain_completeness",
    "supported_share",
    "contradiction",
    "repetition",
    "length",
)

_MEMBERS = ("question", "options", "answer", "context", "reference")
_TRANSIENT_STATUSES = (429, 503)
_LABELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class RewardError(RuntimeError):
    """The host refused a batch or could not be reached.

    Attributes:
        status: The HTTP status; None when there was no answer.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class ItemError(RewardError):
    """An item is wrong.

    Attributes:
        index: The index of the item among those that were given to :meth:`RewardClient.score`.
    """

    def __init__(self, message: str, index: int, status: int | None = None) -> None:
        super().__init__(f"item {index}: {message}", status)
        self.index = index


class RewardClient:
    """Scores completions by a host, a batch a request, one after the other. Safe for use by several threads."""

    def __init__(
        self,
        url: str,
        timeout: float = 120.0,
        batch_size: int = 64,
        retries: int = 12,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Creates a client; nothing is sent yet.

        Args:
            url: The address of the endpoints, prefix included, such as ``http://127.0.0.1:8080/medreason``.
            timeout: How many seconds a request may wait for the next bytes of its answer.
            batch_size: How many items a request holds at most; the host's default limit is 256.
            retries: How often a batch is sent again when the host is loading or full, or the connection fails. Every other failure is final.
            headers: What each request bears beside its own, such as the authorization that a proxy wants.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size has to be at least 1, found {batch_size}")
        if retries < 0:
            raise ValueError(f"retries has to be at least 0, found {retries}")
        self.url = url.rstrip("/")
        self.timeout = timeout
        self.batch_size = batch_size
        self.retries = retries
        self.headers = dict(headers or {})
        is_local = urllib.parse.urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
        self._opener = urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if is_local else []))

    def score(self, items: Iterable[Item]) -> list[Score]:
        """Scores items.

        Args:
            items: The items; see the module.

        Returns:
            A score for each item, in their order: ``id``, every one of :data:`PARTS`, ``is_self_referenced`` and ``verdict``.

        Raises:
            ItemError: An item is wrong; the error names its index, its member and what was expected.
            RewardError: The host refused, failed or could not be reached.
        """
        given = [_to_json(item, index) for index, item in enumerate(items)]
        scores: list[Score] = []
        for first in range(0, len(given), self.batch_size):
            batch = given[first : first + self.batch_size]
            found = self._post("/reward", f'{{"items":[{",".join(batch)}]}}', first)["scores"]
            if len(found) != len(batch):
                raise RewardError(f"expected {len(batch)} scores, found {len(found)}")
            scores.extend(found)
        return scores

    def graph(self) -> dict[str, Any]:
        """Says which graph judges: name, version, content hash, counts and sources."""
        return self._send(urllib.request.Request(self.url + "/graph", headers=self.headers), 0)

    def _post(self, path: str, body: str, first: int) -> dict[str, Any]:
        headers = {**self.headers, "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data=body.encode("ascii"), headers=headers)
        return self._send(request, first)

    def _send(self, request: urllib.request.Request, first: int) -> dict[str, Any]:
        attempt = 0
        while True:
            wait = min(0.25 * 2**attempt, 10.0)
            try:
                with self._opener.open(request, timeout=self.timeout) as response:
                    return json.load(response)
            except urllib.error.HTTPError as error:
                with error:
                    problem = _read_problem(error)
                    if error.code not in _TRANSIENT_STATUSES or attempt >= self.retries:
                        raise _to_error(error.code, problem, first) from None
                    wait = max(wait, _retry_after(error.headers.get("Retry-After")))
            except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
                if attempt >= self.retries:
                    raise RewardError(f"{self.url} cannot be reached: {getattr(error, 'reason', None) or error}") from error
            attempt += 1
            time.sleep(wait)


def text_of(message: Any) -> str:
    """Reads what a model wrote: a text, a message, or the messages of a conversation, of which the model's last one that has a text counts.

    Content in parts (``[{"type": "text", "text": "..."}]``) is joined.
    """
    return _read(message, lambda role: role not in ("system", "developer", "user", "tool"))


def trl_reward(client: RewardClient, *, part: str = "total", **columns: str | None) -> Callable[..., list[float]]:
    """Makes a reward function for TRL's ``GRPOTrainer``, which calls it with ``prompts``, ``completions`` and the columns of the dataset.

    Args:
        client: The client.
        part: Which part of the score is the reward, one of :data:`PARTS`; several functions with parts of their own let the trainer weigh and log each.
        columns: Which column of the dataset holds a member of the items, where it bears another name: ``answer="gold"``; None leaves the member out.
            Without a column ``question`` the prompt is the question.

    Returns:
        The function; a failure raises, so that no batch is trained on rewards that nobody gave.
    """
    _require(part, columns)

    def reward(prompts: Sequence[Any], completions: Sequence[Any], **kwargs: Any) -> list[float]:
        names = {member: columns.get(member, member) for member in _MEMBERS}
        values = {member: kwargs.get(name) for member, name in names.items() if name is not None}
        for member, name in columns.items():
            if name is not None and name not in kwargs:
                raise ValueError(f"expected a column '{name}' for {member}, found {', '.join(sorted(kwargs)) or 'none'}")
        for member, column in values.items():
            if column is not None and len(column) != len(completions):
                raise ValueError(f"expected {len(completions)} values of {member}, found {len(column)}")
        items = [
            _clean(
                {
                    **{member: column[i] for member, column in values.items() if column is not None},
                    "completion": text_of(completion),
                },
                prompts[i],
            )
            for i, completion in enumerate(completions)
        ]
        return [float(score[part]) for score in client.score(items)]

    reward.__name__ = _name(part)
    return reward


def verifiers_reward(client: RewardClient, *, part: str = "total", **columns: str | None) -> Callable[..., float]:
    """Makes a reward function for a ``Rubric`` of verifiers, called with ``prompt``, ``completion``, ``answer`` and ``state``.

    Question, options, context and reference are taken from the state's ``info``, else from the state's input row; without a question the prompt is the
    question. The call waits for the host; within an event loop prefer :func:`verifiers_async_reward` or :func:`verifiers_group_reward`.

    Args:
        client: The client.
        part: Which part of the score is the reward, one of :data:`PARTS`.
        columns: Under which name ``info`` holds a member of the items, where it is another: ``options="choices"``; None leaves the member out.

    Returns:
        The function. verifiers logs what a reward function raises and counts 0, so look at its log when all rewards are 0.
    """
    _require(part, columns)

    def reward(prompt: Any, completion: Any, answer: Any = None, state: Any = None, **kwargs: Any) -> float:
        return float(client.score([_of_state(prompt, completion, answer, state, columns, kwargs)])[0][part])

    reward.__name__ = _name(part)
    return reward


def verifiers_async_reward(client: RewardClient, *, part: str = "total", **columns: str | None) -> Callable[..., Awaitable[float]]:
    """Makes the same function as :func:`verifiers_reward`, which leaves the event loop to others while it waits."""
    _require(part, columns)

    async def reward(prompt: Any, completion: Any, answer: Any = None, state: Any = None, **kwargs: Any) -> float:
        item = _of_state(prompt, completion, answer, state, columns, kwargs)
        return float((await asyncio.to_thread(client.score, [item]))[0][part])

    reward.__name__ = _name(part)
    return reward


def verifiers_group_reward(client: RewardClient, *, part: str = "total", **columns: str | None) -> Callable[..., Awaitable[list[float]]]:
    """Makes a group reward function for a ``Rubric`` of verifiers: one request for all rollouts of a question, which is read once.

    Arguments are those of :func:`verifiers_reward`.
    """
    _require(part, columns)

    async def reward(prompts: Sequence[Any], completions: Sequence[Any], answers: Sequence[Any], states: Sequence[Any], **kwargs: Any) -> list[float]:
        items = [_of_state(*row, columns, {}) for row in zip(prompts, completions, answers, states, strict=True)]
        return [float(score[part]) for score in await asyncio.to_thread(client.score, items)]

    reward.__name__ = _name(part)
    return reward


def _of_state(
    prompt: Any, completion: Any, answer: Any, state: Any, columns: Mapping[str, str | None], extra: Mapping[str, Any]
) -> dict[str, Any]:
    state = state if isinstance(state, Mapping) else {}
    sources = [_to_mapping(source) for source in (extra.get("info"), state.get("info"), state.get("input"), extra)]
    item: dict[str, Any] = {}
    for member in _MEMBERS:
        name = columns.get(member, member)
        if name is not None:
            item[member] = next((source[name] for source in sources if source.get(name) is not None), None)
    if "answer" not in columns and answer not in (None, ""):
        item["answer"] = answer
    item["completion"] = text_of(completion)
    return _clean(item, prompt)


def _to_mapping(value: Any) -> Mapping[str, Any]:
    # Datasets whose rows differ keep info as a text of JSON.
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, Mapping) else {}


def _clean(item: dict[str, Any], prompt: Any) -> dict[str, Any]:
    if item.get("question") is None:
        item["question"] = _question_of(prompt)
    return {name: value for name, value in item.items() if value is not None}


def _question_of(prompt: Any) -> str:
    return _read(prompt, lambda role: role in (None, "user"))


def _read(message: Any, is_of: Callable[[Any], bool]) -> str:
    if message is None:
        return ""
    if isinstance(message, str):
        return message
    if isinstance(message, Sequence):
        if all(_get(part, "role") is None for part in message):
            return "".join(_read(part, is_of) for part in message)
        texts = (_read(_get(part, "content"), is_of) for part in reversed(message) if is_of(_get(part, "role")))
        return next((text for text in texts if text), "")
    for name in ("content", "text"):
        if _get(message, name) is not None:
            return _read(_get(message, name), is_of)
    if isinstance(message, Mapping) or hasattr(message, "content"):
        return ""
    raise TypeError(f"expected a text or messages, found {type(message).__name__}")


def _get(message: Any, name: str) -> Any:
    return message.get(name) if isinstance(message, Mapping) else getattr(message, name, None)


def _to_json(item: Item, index: int) -> str:
    if not isinstance(item, Mapping):
        raise ItemError(f"expected a mapping, found {type(item).__name__}", index)
    found = dict(item)
    options = found.get("options")
    if isinstance(options, Mapping):
        # Datasets of one schema fill the options that a row lacks with None.
        found["options"] = {str(label): text for label, text in options.items() if text is not None}
    elif isinstance(options, Sequence) and not isinstance(options, str) and all(isinstance(option, str) for option in options):
        if len(options) > len(_LABELS):
            raise ItemError(f"expected at most {len(_LABELS)} options without labels, found {len(options)}", index)
        found["options"] = dict(zip(_LABELS, options, strict=False))
    try:
        # ASCII escapes carry every text, half a surrogate as well, which the host then names.
        return json.dumps(found, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ItemError(f"expected values of JSON: {error}", index) from None


def _require(part: str, columns: Mapping[str, str | None]) -> None:
    if part not in PARTS:
        raise ValueError(f"expected part to be one of {', '.join(PARTS)}, found '{part}'")
    unknown = sorted(set(columns) - set(_MEMBERS))
    if unknown:
        raise ValueError(f"expected columns for {', '.join(_MEMBERS)}, found {', '.join(unknown)}")


def _name(part: str) -> str:
    return "medreason_reward" if part == "total" else f"medreason_{part}"


def _read_problem(error: urllib.error.HTTPError) -> dict[str, Any]:
    try:
        problem = json.load(error)
        return problem if isinstance(problem, dict) else {}
    except (ValueError, OSError, http.client.HTTPException):
        return {}


def _to_error(status: int, problem: Mapping[str, Any], first: int) -> RewardError:
    detail = problem.get("detail") or f"the host answered with status {status}"
    index = problem.get("item")
    if isinstance(index, int):
        # The path counts from the batch's first item; the caller knows the item by its place among all.
        prefix = f"items[{index}]"
        member = detail.removeprefix(prefix + ".").removeprefix(prefix + ": ")
        return ItemError(member, first + index, status)
    return RewardError(f"{detail} (status {status})", status)


def _retry_after(value: str | None) -> float:
    try:
        return min(max(float(value or ""), 0.0), 60.0)
    except ValueError:
        return 0.0
