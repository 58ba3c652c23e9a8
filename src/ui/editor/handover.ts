// What the plain editor leaves to the full one, so that whoever is typing can just go on.

export interface Place {
  readonly start: number;
  readonly end: number;
  readonly scrollTop: number;
  readonly focused: boolean;
}

let left: Place | null = null;

export function leavePlace(place: Place): void {
  left = place;
}

/** The place that was left, once. */
export function takePlace(): Place | null {
  const place = left;
  left = null;
  return place;
}
