"""Who speaks: a printed heading read against the attendance list."""

from collections.abc import Sequence
from dataclasses import replace

from minutes.model import Attendee, Speaker
from minutes.text.titles import parse_label, role_of, squeeze

_MEMBERS = ("chair", "vice_chair", "member")


def speaker(label: str, affiliation: str, roster: Sequence[Attendee], *, assembly: bool = False) -> Speaker:
    """The speaker of one heading: name, title and role as printed, the side of the table from the attendance list.

    A 課長 is secretariat where the list puts him under 事務局, and official in an assembly.
    """
    reading = parse_label(label)
    name, title, role = reading.name, reading.title, reading.role
    person = _find(name, roster) if name else None
    if name and title and not person and squeeze(label).startswith(name):
        name, title, person = _resplit(name, title, roster)
        role = role_of(title)
    if person and not title:
        title, role = person.title, person.role
    group = person.group if person else None
    if "事務局" in squeeze(affiliation) or squeeze(label).startswith("事務局・") or (role == "official" and group == "事務局" and not assembly):
        role, group = ("secretariat" if role in ("official", "unknown", "secretariat") else role), "事務局"
    if role in _MEMBERS:
        group = "委員"
    elif role == "secretariat":
        group = "事務局"
    return Speaker(label=label, name=name, title=title, role=role, group=group, affiliation=affiliation or reading.affiliation)


def _resplit(name: str, title: str, roster: Sequence[Attendee]) -> tuple[str, str, Attendee | None]:
    """曽我 / 部会長 → 曽我部 / 会長 where the list has a 曽我部 and 会長 is a title as well; so too 鳥海マイナンバー / 推進室長."""
    whole = name + title
    for person in roster:
        if person.name[:1] == whole[:1] and len(name) > 1 and person.title == whole[1:]:  # 浜部 / 会長 where the list has 部会長 浜
            return whole[:1], whole[1:], person
        surname = next((n for n in (person.name, person.name[:3], person.name[:2]) if len(n) >= 2 and whole.startswith(n)), None)
        if surname and len(surname) != len(name) and role_of(whole[len(surname) :]) != "unknown" and not name.startswith(surname + " "):
            return surname, whole[len(surname) :], person
    return name, title, None


def _find(name: str, roster: Sequence[Attendee]) -> Attendee | None:
    exact = next((a for a in roster if a.name == name), None)
    return exact or next((a for a in roster if a.name and (a.name.startswith(name) or name.startswith(a.name))), None)


def ditto(speakers: Sequence[Speaker]) -> list[Speaker]:
    """〃 and 同上 in a table take the speaker above; the label stays as printed."""
    signs = {label for label in {s.label for s in speakers} if squeeze(label) in ("〃", "々", "同上", "”", "〝", "同")}
    out: list[Speaker] = []
    for s in speakers:
        out.append(replace(out[-1], label=s.label) if out and s.label in signs else s)
    return out
