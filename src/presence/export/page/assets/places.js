/* The exercise's segments in, places out: its lines, sections and questions by their frame. A place
   is {segment, frame}; `along` is its frame in the whole exercise, without what repeats. */

const placesOf = (exercise) => {
  const segments = exercise.tracks[0].segments;
  const lastOf = (segment) => (segment.gate ? segment.gate.at : segment.frames);
  const offsets = [0];
  for (const segment of segments) {
    offsets.push(offsets.at(-1) + Math.max(0, lastOf(segment) - segment.first));
  }
  const length = offsets.at(-1);
  const along = ({ segment, frame }) =>
    offsets[segment] + Math.max(0, Math.min(frame, lastOf(segments[segment])) - segments[segment].first);

  const all = (pick) => segments.flatMap((segment, index) =>
    pick(segment).map((found) => ({ segment: index, ...found })));
  const lines = all((segment) => segment.stops.map((frame) => ({ frame })));
  const sections = all((segment) => segment.sections.map(([frame, title]) => ({ frame, title })));

  const isBefore = (a, b) =>
    a.segment < b.segment || (a.segment === b.segment && a.frame < b.frame);
  const lastBegun = (list, place) => list.findLastIndex((found) => !isBefore(place, found));

  /* What lies behind a check-in is reached through its question alone. */
  const stopped = (from, target) => {
    if (!target || target.segment <= from.segment) return target;
    const { gate } = segments[from.segment];
    return { segment: from.segment, frame: gate.ask };
  };
  const isAsking = ({ segment, frame }) => {
    const { gate } = segments[segment];
    return Boolean(gate) && frame >= gate.ask;
  };

  const lineAt = (place) => lines[lastBegun(lines, place)] || { segment: 0, frame: 0 };
  const nextLine = (place) => {
    if (isAsking(place)) return null;
    return stopped(place, lines[lastBegun(lines, place) + 1]);
  };
  const previousLine = (place) => lines[lastBegun(lines, place) - 1] || { segment: 0, frame: 0 };

  const sectionAt = (place) => sections[lastBegun(sections, place)] || null;
  const nextSection = (place) => {
    if (isAsking(place)) return null;
    return stopped(place, sections[lastBegun(sections, place) + 1]);
  };
  const previousSection = (place) => {
    const index = lastBegun(sections, place);
    if (index < 0) return { segment: 0, frame: 0 };
    const second = lines.filter((line) => !isBefore(line, sections[index]))[1];
    const isUnderWay = second && !isBefore(place, second);
    return sections[isUnderWay ? index : index - 1] || { segment: 0, frame: 0 };
  };

  /* From where an interruption begins again: a question or a line, from its start; a breath, from
     the breath in of its cycle; elsewhere right there. */
  const restartIn = (segment, frame) => {
    if (segment.gate && frame >= segment.gate.ask) return segment.gate.ask;
    const line = segment.lines.findLast(({ at, breath }) => at <= frame && !breath);
    if (line && frame < line.end) return line.at;
    let index = segment.breaths.findLastIndex(([at, end]) => at <= frame && frame < end);
    if (index < 0) return frame;
    const phaseAt = (i) => (segment.breaths[i] || [])[2];
    const isJoined = (i) => i > 0 && segment.breaths[i - 1][1] === segment.breaths[i][0];
    const begins = (i) => phaseAt(i) === "in" && !(isJoined(i) && phaseAt(i - 1) === "in");
    while (!begins(index) && isJoined(index)) index -= 1;
    return segment.breaths[index][0];
  };

  return {
    segments, sections, length, along, stopped, isBefore, isAsking, lineAt, nextLine, previousLine,
    sectionAt, nextSection, previousSection, restartIn,
  };
};
