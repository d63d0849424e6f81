"""An Order, a Sequence, an engine and a store → the files of it, and a Made that tells of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from presence.export.artwork import Cover
from presence.export.captions.files import beside, captions_in, write_captions, write_of
from presence.export.chapters import ChapterCue, chapters_of
from presence.export.exporter import Export, Progress, Read, export_parts
from presence.export.formats import Recipe, format_of, recipe_of
from presence.export.levelling import level_to
from presence.export.meter import Measures
from presence.export.order import Order, sounds_of
from presence.export.report import Listener, Report, report_path, write_report
from presence.export.split import captions_of_piece, check_split, pieces_of, write_pieces
from presence.export.stems import stem_files, voice_alone, whole, whole_and_stems
from presence.export.tags import Chapter, Tags
from presence.mix.session import Session
from presence.mix.source import Stems
from presence.narration.engine import Engine
from presence.narration.store import Store
from presence.sequence.cues import Sequence


@dataclass(frozen=True, slots=True)
class Made:
    """What was written, and how many lines had to be narrated for it.

    `path` is the file asked for, or the first of its sections; `size_bytes` is of all `sounds`.
    """

    path: Path
    frame_count: int
    size_bytes: int
    lines_made: int
    captions: tuple[Path, ...] = ()
    sounds: tuple[Path, ...] = ()
    report: Report | None = None

    @property
    def measures(self) -> Measures | None:
        """How loud it is, where a report was ordered."""
        return self.report.measures if self.report else None


def carry_out(
    order: Order,
    sequence: Sequence,
    engine: Engine,
    store: Store,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    cover: Cover | None = None,
) -> Made:
    """Writes all that was ordered. Raises PresenceError; what was there before is then untouched.

    `engine` is lent, and stays open. A `cover` is one that is drawn already.
    """
    inputs = sounds_of(sequence)
    order.check(inputs)
    if order.is_page:
        return _page(order, sequence, engine, store, workers, progress)
    if order.split:
        check_split(order.target, sequence, inputs)
    if order.has_cover:
        cover = cover or Cover(sequence.cues)
    with (
        Session(sequence, engine, store, volume_db=order.volume_db, workers=workers) as session,
        Listener(session) as listener,
    ):
        if order.loudness:
            level_to(session, order.loudness)
        heard = listener.hearing if order.has_report else _unheard
        write = _write_pieces if order.split else _write_whole
        written, captions = write(order, session, progress, heard, cover)
        report = listener.report() if order.has_report else None
        if report:
            write_report(report, report_path(order.target))
        return Made(
            written[0].path,
            session.finish(),
            sum(sound.size_bytes for sound in written),
            session.made_count,
            tuple(captions),
            tuple(sound.path for sound in written),
            report,
        )


Written = tuple[list[Export], list[Path]]
"""The sounds, and the captions."""
Heard = Callable[[Read], Read]


def _unheard(read: Read) -> Read:
    return read


def _write_whole(
    order: Order,
    session: Session,
    progress: Progress | None,
    heard: Heard,
    cover: Cover | None,
) -> Written:
    read = voice_alone(session) if order.voice_only else whole(session)
    if order.stems:
        read = whole_and_stems(session)
    read(0, 1)  # while the cover is drawn: the first line is made, the bed is opened
    chapters = chapters_of(session.sequence.cues, session.sequence.title)
    recipe = _recipe(order, session.sequence, chapters, cover)
    cues = tuple(chapter.cue for chapter in chapters) if recipe.tags.chapters else ()
    files = [(order.target, recipe)]
    if order.stems:
        for name, path in zip(Stems._fields, stem_files(order.target), strict=True):
            files.append((path, _of_stem(recipe, name)))
    written = export_parts(session, heard(read), files, progress, cues)
    captions = order.caption_files
    if captions:  # after the sound, so that none are left where that failed
        write_of(session, captions)
    return written, captions


def _write_pieces(
    order: Order,
    session: Session,
    progress: Progress | None,
    heard: Heard,
    cover: Cover | None,
) -> Written:
    read = voice_alone(session) if order.voice_only else whole(session)
    pieces = pieces_of(session, order.target)
    recipe = _recipe(order, session.sequence, (), cover)
    written = write_pieces(session, heard(read), pieces, recipe, progress)
    if not order.captions:
        return written, []
    told, captions = captions_in(session), []
    for piece in pieces:
        files = beside(piece.path, order.captions)
        write_captions(captions_of_piece(told, piece), files)
        captions += files
    return written, captions


def _page(
    order: Order,
    sequence: Sequence,
    engine: Engine,
    store: Store,
    workers: int | None,
    progress: Progress | None,
) -> Made:
    made = 0

    @contextmanager
    def open_session(part: Sequence) -> Iterator[Session]:
        nonlocal made
        with Session(part, engine, store, volume_db=order.volume_db, workers=workers) as session:
            yield session
            made += session.made_count

    from presence.export.page.writer import write_page

    written = write_page(
        sequence, open_session, order.target, volume_db=order.volume_db, progress=progress
    )
    count, size = written.frame_count, written.size_bytes
    return Made(written.path, count, size, made, sounds=(written.path,))


def tags_of(
    order: Order, sequence: Sequence, chapters: tuple[ChapterCue, ...], cover: Cover | None
) -> Tags:
    """What the files say of themselves; where the chapters begin is not known yet."""
    return Tags(
        title=sequence.title,
        author=order.author,
        summary=sequence.summary,
        language=sequence.language,
        genre=(sequence.principle or "").capitalize(),
        date=order.date,
        artwork=cover.png() if cover else b"",
        chapters=tuple(Chapter(chapter.title) for chapter in chapters),
    )


def _recipe(
    order: Order, sequence: Sequence, chapters: tuple[ChapterCue, ...], cover: Cover | None
) -> Recipe:
    recipe = recipe_of(order.target, order.bits, order.quality)
    if not format_of(order.target).has_tags:
        return recipe
    return replace(recipe, tags=tags_of(order, sequence, chapters, cover))


def _of_stem(recipe: Recipe, name: str) -> Recipe:
    """A stem says which it is; one cover is enough."""
    tags = recipe.tags
    if not tags.title:
        return recipe
    return replace(recipe, tags=replace(tags, title=f"{tags.title} – {name}", artwork=b""))
