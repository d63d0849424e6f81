"""Script and Settings → Sequence: unrolled, filled in, spaced, within bounds."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from presence.diagnostics import Span
from presence.errors import PresenceError
from presence.script import model
from presence.script.build import BED_FADE, BED_LEVEL_DB
from presence.script.model import Script, Silence, Steps, Voice, Words
from presence.sequence.bounds import Bounds
from presence.sequence.breaths import breaths
from presence.sequence.cues import (
    DEFAULT_PITCH,
    DEFAULT_RATE_WPM,
    Bed,
    Bell,
    CheckIn,
    Cue,
    Length,
    Recording,
    Reflect,
    Rest,
    Section,
    Sequence,
    Speak,
    Utterance,
)
from presence.sequence.lengths import estimated_s
from presence.sequence.lines import pieces, whole
from presence.sequence.sections import from_section
from presence.sequence.settings import Settings
from presence.sequence.spacing import spaced
from presence.sequence.unroll import Scene, first_scene, unroll
from presence.units import Seconds

DEFAULT_GAP: Final = Fraction(7, 10)
_SLOWEST_WPM, _FASTEST_WPM = 80, 300


def compile_script(script: Script, settings: Settings | None = None) -> Sequence:
    """What will happen when `script` is played with `settings`.

    Raises ScriptError where the script breaks a bound once unrolled, PresenceError where the
    settings don't fit it.
    """
    settings = settings or Settings()
    compiler = _Compiler(script, settings)
    cues: tuple[Cue, ...] = (*compiler.first_bed(), *compiler.steps(script.steps))
    return Sequence(
        title=script.title,
        summary=script.summary,
        principle=script.principle,
        language=script.language,
        partners=compiler.partners,
        cues=cues if settings.section is None else from_section(cues, settings.section),
        gentler=tuple(compiler.steps(script.gentler)),
        path=script.path,
        length=compiler.length(),
    )


class _Compiler:
    def __init__(self, script: Script, settings: Settings) -> None:
        self.script = script
        self.settings = settings
        self.partners = _partners(script, settings.names)
        self.scene = first_scene(script, self.partners)
        self.bounds = Bounds(script.span)

    def steps(self, steps: Steps, scene: Scene | None = None) -> Iterator[Cue]:
        """The cues of steps with the silences between them; stops at the bounds of the format."""
        for cue in spaced(self.unspaced(steps, scene or self.scene)):
            self.bounds.count_time(estimated_s(cue))
            yield cue

    def unspaced(self, steps: Steps, scene: Scene) -> Iterator[tuple[Cue, Seconds]]:
        """Every cue with the gap that its voice leaves after a line.

        A step that makes no cue counts as one: ten thousand times ten thousand of them take as
        long to walk as if they did.
        """
        for step, here in unroll(self.script, steps, scene):
            self.bounds.place = here.loop or step.span
            is_silent = True
            for cue in self.cues(step, here):
                is_silent = False
                self.bounds.count_cue()
                yield cue, self.gap(step)
            if is_silent:
                self.bounds.count_cue()

    def cues(self, step: model.Step, scene: Scene) -> Iterable[Cue]:
        """The cues of one step; containers are unrolled before they get here."""
        span = step.span
        match step:
            case model.Say():
                return self.spoken(step.text, scene, span, step.voice)
            case model.Pause():
                return (Rest(step.shortest, step.longest, span),)
            case model.Bell():
                return (Bell(step.sound, step.times, step.every, step.level_db, span),)
            case model.Breathe():
                return breaths(step, self.utterance("", Voice()), self.volume(Voice()))
            case model.Section():
                return (Section(whole(step.title, scene), span),)
            case model.CheckIn():
                return self.check_in(step, scene)
            case model.Reflect():
                asked = self.spoken(step.text, scene, span, Voice())
                return (*asked, Reflect(whole(step.text, scene), span))
            case model.Ambient():
                return () if self.settings.ambient else self.bed(step)
            case model.Recording():
                text = whole(step.text, scene)
                return (Recording(step.file, text, self.volume(Voice()), scene.partner, span),)
            case _:
                return ()

    def spoken(
        self, words: Words, scene: Scene, span: Span, voice: Voice
    ) -> Iterator[Speak | Rest]:
        for piece in pieces(words, scene):
            if isinstance(piece, Silence):
                yield Rest(piece.seconds, piece.seconds, span)
            else:
                utterance = self.utterance(piece, voice)
                yield Speak(utterance, self.volume(voice), scene.partner, span)

    def check_in(self, step: model.CheckIn, scene: Scene) -> Iterator[Cue]:
        spoken = self.spoken(step.ask, scene, step.span, Voice())
        ask = tuple(spaced((cue, self.gap(step)) for cue in spoken))
        with self.bounds.deeper():
            gentler = tuple(self.steps(step.gentler, scene))
        yield from ask
        yield CheckIn(ask, step.wait, gentler, step.span)

    def utterance(self, text: str, voice: Voice) -> Utterance:
        own, asked = self.script.voice, self.settings
        rate = voice.rate or own.rate or DEFAULT_RATE_WPM
        if asked.rate_wpm:  # a line written slower than the rest stays slower than the rest
            scaled = rate * asked.rate_wpm / (own.rate or DEFAULT_RATE_WPM)
            rate = min(max(round(scaled), _SLOWEST_WPM), _FASTEST_WPM)
        pitch = next((p for p in (voice.pitch, own.pitch) if p is not None), DEFAULT_PITCH)
        name = asked.voice or voice.name or own.name
        return Utterance(text, self.script.language, name, rate, pitch)

    def volume(self, voice: Voice) -> float:
        return (self.script.voice.volume or 0.0) + (voice.volume or 0.0)

    def gap(self, step: model.Step) -> Seconds:
        own = step.voice.gap if isinstance(step, model.Say) else None
        if own is None:
            own = self.script.voice.gap
        return DEFAULT_GAP if own is None else own

    def length(self) -> Length | None:
        """A script's own is the length of all of it, not of what is left from a section on."""
        whole = self.script.length if self.settings.section is None else None
        return self.settings.length or whole

    def first_bed(self) -> tuple[Bed, ...]:
        written = self.script.ambient
        if self.settings.ambient:
            level_db = written.level_db if written else BED_LEVEL_DB
            fade = written.fade if written else BED_FADE
            written = model.Ambient(self.settings.ambient, level_db, fade, self.script.span)
        return self.bed(written) if written else ()

    def bed(self, step: model.Ambient) -> tuple[Bed, ...]:
        if self.settings.no_ambient:
            return ()
        asked = self.settings.ambient_level_db
        return (Bed(step.sound, step.level_db if asked is None else asked, step.fade, step.span),)


def _partners(script: Script, names: tuple[str, ...] | None) -> tuple[str, ...]:
    if names is None:
        return script.partners
    if len(names) != len(script.partners):
        wanted = len(script.partners) or "no"
        raise PresenceError(
            f"'{script.title}' has {wanted} partners; {len(names)} names were given",
            "Give one name for each, as in --names Sam,Alex.",
        )
    return names
