"""A state machine declared once, as data; everything else (buttons, inbox, reminders, docs) is drawn from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string

from portal.accounts.capability import Capability
from portal.outbox import declare
from portal.values.refusal import Refusal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from portal.workflow.act import Act

    Text = str | _StrPromise

Guard = Callable[[Any, "Act"], Refusal | None]
Body = Callable[..., None]


@dataclass
class Transition:
    """One move. `who` is None for the system's own moves; `due` names the field after which the sweep performs it.

    `optional` moves do not wait in anybody's inbox; `official` ones are shown in the colour of the seal;
    `joined` ones are only performed inside another act and get no button. An empty `target` leaves the state as it
    is (a dated duty, such as filing a copy). `then` names a transition that follows in the same act.
    """

    name: str
    label: Text
    source: frozenset[str]
    target: str
    who: Capability | None = None
    form: str = ""
    guards: list[Guard] = field(default_factory=list)
    emits: str = ""
    due: str = ""
    optional: bool = False
    official: bool = False
    joined: bool = False
    then: str = ""
    body: Body | None = None

    @property
    def system(self) -> bool:
        return self.who is None

    def form_class(self) -> type[Any] | None:
        return import_string(self.form) if self.form else None


@dataclass(frozen=True)
class Task:
    """Work that a state asks for and that is no move of it: a sheet to fill, a draft to begin, an answer to give.

    It waits in the inbox of whoever holds `who` for a row of `model` for which `when` holds: the flow's own object, or
    rows that lead `along` a path to it. `needed` is a last look at the object that no condition on rows can take.
    It opens at the row's own address, unless `page` says another. One that stands `instead_of` a move takes its place
    in the inbox, where the move alone would wait for those who have done their part as well. One that `opens` on a
    day of its object is in nobody's inbox before.
    """

    name: str
    label: Text
    source: frozenset[str]
    who: Capability
    model: str
    along: str = "pk"
    when: Q = field(default_factory=Q)
    needed: Callable[[Any], bool] | None = None
    page: Callable[[Any], str] | None = None
    instead_of: str = ""
    opens: Callable[[Any], date | None] | None = None


@dataclass(frozen=True)
class Deadline:
    """A time limit: from the day of event `since`, `within` a rule, met by the event `met_by` (same object or file).

    After one of `dropped_by` nothing is left to do in time, and the limit falls away. Where the act that counts was done
    outside and is only recorded here, `day` names the object's field that holds its day.
    """

    name: str
    label: Text
    since: str
    within: str
    met_by: str
    dropped_by: tuple[str, ...] = ()
    day: str = ""


class Flow:
    """A declared state machine over one model with a `state` column."""

    registry: dict[str, Flow] = {}

    def __init__(
        self,
        name: str,
        *,
        model: str,
        states: type[models.TextChoices],
        initial: str,
        label: Text,
        read: Capability,
        key: str = "pk",
    ) -> None:
        if name in self.registry:
            raise ValueError(f"flow {name} declared twice")
        self.name, self.model_label, self.states, self.initial = name, model, states, initial
        self.label, self.read, self.key = label, read, key
        self.transitions: dict[str, Transition] = {}
        self.tasks: dict[str, Task] = {}
        self.deadlines: dict[str, Deadline] = {}
        self.registry[name] = self
        self.begun = f"{name}.begun"
        declare(self.begun)

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.model_label)

    def transition(
        self,
        name: str,
        *,
        label: Text,
        source: Iterable[str] | str,
        target: str = "",
        who: Capability | None = None,
        form: str = "",
        guards: Iterable[Guard] = (),
        emits: str = "",
        due: str = "",
        optional: bool = False,
        official: bool = False,
        joined: bool = False,
        then: str = "",
    ) -> Transition:
        if name in self.transitions or name in self.tasks:
            raise ValueError(f"{self.name}.{name} declared twice")
        sources = frozenset([source] if isinstance(source, str) else source)
        emits = emits or f"{self.name}.{name}"
        declare(emits)
        move = Transition(
            name, label, sources, target, who, form, list(guards), emits, due, optional, official, joined, then
        )
        self.transitions[name] = move
        return move

    def task(
        self,
        name: str,
        *,
        label: Text,
        source: Iterable[str] | str,
        who: Capability,
        model: str = "",
        along: str = "pk",
        when: Q | None = None,
        needed: Callable[[Any], bool] | None = None,
        page: Callable[[Any], str] | None = None,
        instead_of: str = "",
        opens: Callable[[Any], date | None] | None = None,
    ) -> None:
        """Declare work that waits in some states; whoever does it calls `act.renew_inbox` for the object.

        An upper aggregate may add tasks to a lower flow. Raises ValueError for a name that a move or task has.
        """
        if name in self.transitions or name in self.tasks:
            raise ValueError(f"{self.name}.{name} declared twice")
        sources = frozenset([source] if isinstance(source, str) else source)
        self.tasks[name] = Task(
            name, label, sources, who, model or self.model_label, along, when or Q(), needed, page, instead_of, opens
        )

    @property
    def steps(self) -> list[Transition | Task]:
        """Everything that anybody may do: the moves, then the tasks."""
        return [*self.transitions.values(), *self.tasks.values()]

    def step(self, name: str) -> Transition | Task:
        """The move or task of this name: what an inbox row waits for. Raises KeyError."""
        return self.transitions.get(name) or self.tasks[name]

    def deadline(
        self,
        name: str,
        *,
        label: Text,
        since: str,
        within: str,
        met_by: str,
        dropped_by: Iterable[str] = (),
        day: str = "",
    ) -> None:
        self.deadlines[name] = Deadline(name, label, since, within, met_by, tuple(dropped_by), day)

    def meets(self, flow: str, name: str) -> bool:
        """Whether a move of this flow meets the limit of that name, which another flow declares."""
        owner = self.registry.get(flow)
        limit = owner.deadlines.get(name) if owner else None
        return limit is not None and limit.met_by.partition(".")[0] == self.name

    def requires(self, name: str, *guards: Guard) -> None:
        """An upper aggregate adds guards to a lower flow's transition, where its own flow is declared."""
        self.transitions[name].guards.extend(guards)

    def performs(self, name: str) -> Callable[[Body], Body]:
        """Register the one body of a transition: `(obj, act, **data)`, writes rows, never the state."""

        def register(body: Body) -> Body:
            move = self.transitions[name]
            if move.body is not None and move.body is not body:
                raise ValueError(f"{self.name}.{name} has two bodies")
            move.body = body
            return body

        return register

    def from_state(self, state: str) -> list[Transition]:
        return [t for t in self.transitions.values() if state in t.source]

    def get(self, key: str) -> models.Model:
        return self.model._default_manager.get(**{self.key: key})

    def key_of(self, obj: models.Model) -> str:
        return str(getattr(obj, self.key))

    def tone(self, state: str) -> str:
        """ "ahead" while nothing waits any more, for badges: final states have no way out."""
        return "final" if not self.from_state(state) else "open"

    @classmethod
    def of(cls, obj: models.Model | type[models.Model]) -> Flow:
        label = obj._meta.label
        for flow in cls.registry.values():
            if flow.model_label == label:
                return flow
        raise LookupError(f"no flow for {label}")
