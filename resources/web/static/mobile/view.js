// The meeting as told: a snapshot, then changes (docs/protocol.md). Pure: each function returns a new view.

/** Return the view of a snapshot, on the roster that it builds on, if it does. */
export function wholeView(snapshot, roster) {
  if (snapshot.roster === undefined || snapshot.roster === null) {
    return snapshot.view;
  }
  if (!roster || roster.revision !== snapshot.roster) {
    throw new Error("the roster was not sent");
  }
  const participants = Object.fromEntries(roster.participants.map((who) => [who.participant, who]));
  for (const gone of snapshot.removed ?? []) {
    delete participants[gone];
  }
  return { ...snapshot.view, participants: { ...participants, ...snapshot.view.participants } };
}

/** Return the view with the changes made; what this page does not show is left out. */
export function changed(view, changes) {
  return changes.reduce((now, change) => (CHANGES[change.change] ?? same)(now, change), view);
}

const same = (view) => view;

const CHANGES = {
  participant: (view, { participant }) => withPeople(view, { [participant.participant]: participant }),
  presences: (view, { presences }) => withPeople(view, Object.fromEntries(
    Object.entries(presences).map(([who, presence]) => [who, { ...view.participants[who], presence }]))),
  participant_removed: (view, { participant }) => {
    const { [participant]: _, ...participants } = view.participants;
    const { [participant]: __, ...own } = view.own;
    return { ...view, participants, own };
  },
  floor: (view, { order, requests }) => {
    const known = new Map([...view.floor, ...requests].map((request) => [request.request, request]));
    return { ...view, floor: order.map((number) => known.get(number)) };
  },
  rules: (view, { rules }) => ({ ...view, rules }),
  details: (view, { details }) => ({ ...view, details }),
  course: (view, { current_session: session, current_item: item }) =>
    ({ ...view, current_session: session, current_item: item }),
  sharing: (view, { sharing }) => ({ ...view, sharing }),
  own: (view, { own }) => ({ ...view, own: { ...view.own, [own.participant]: own } }),
};

function withPeople(view, people) {
  return { ...view, participants: { ...view.participants, ...people } };
}

/** Who has the floor now, in order, each with name and delegation. */
export function speakersOf(view) {
  return view.floor
    .filter((request) => request.status === "granted")
    .map((request) => ({ ...view.participants[request.participant], isOnAir: request.is_on_air }));
}

/**
 * Say how the floor stands for one participant: `state`, and with it `place` (from 1) or `since` (ms since the epoch).
 * States: follows, hall, closed, free, private (free, in the private room), waiting, next, granted, onair, muted.
 */
export function standing(view, me, isInPrivate = false) {
  const request = view.floor.find((each) => each.participant === me);
  if (!request) {
    if (view.participants[me]?.role !== "delegate") {
      return { state: "follows" };
    }
    if (isOnlyFollowed(view, me)) {
      return { state: "hall" };
    }
    if (!view.rules.is_list_open) {
      return { state: "closed" };
    }
    return { state: isInPrivate ? "private" : "free" };
  }
  if (request.status === "granted") {
    if (view.own[me]?.is_muted) {
      return { state: "muted", since: request.on_air_at_ms };
    }
    return request.is_on_air ? { state: "onair", since: request.on_air_at_ms } : { state: "granted" };
  }
  if (request.status === "accepted") {
    return { state: "next" };
  }
  const waiting = view.floor.filter((each) => each.status !== "granted");
  return { state: "waiting", place: waiting.indexOf(request) + 1 };
}

/** Tell whether the session is held in the hall and this participant is not there: they listen. */
function isOnlyFollowed({ details, current_session: number, participants }, me) {
  const session = details.sessions.find((each) => each.number === number);
  return (session ?? details).format === "physical" && participants[me]?.attendance === "remote";
}
