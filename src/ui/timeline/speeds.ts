/** Speeds that the transport offers, as multiples of one step a second or so. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;

export function speedLabel(speed: number): string {
  return speed < 1 ? `1/${Math.round(1 / speed)}×` : `${speed}×`;
}
