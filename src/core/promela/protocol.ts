// Both protocols of a lab as places of `proctype actor`, and the variables that they need there.

import type { Lab } from './lab.ts';
import { MapCode } from './map-code.ts';
import { MapPokeWriter } from './map-poke.ts';
import { TextPokeWriter } from './text-poke.ts';

export class ProtocolWriter {
  private readonly code: MapCode;
  private readonly mapPoke: MapPokeWriter;
  private readonly textPoke: TextPokeWriter;

  constructor(lab: Lab) {
    this.code = new MapCode(lab);
    this.textPoke = new TextPokeWriter(lab, this.code);
    this.mapPoke = new MapPokeWriter(lab, this.code, this.textPoke);
  }

  private get names(): string[] {
    return [this.code, this.textPoke].flatMap(({ protocol, local }) =>
      protocol.locals.map((_, idx) => local(idx)),
    );
  }

  get locals(): string[] {
    return this.names.map((name) => `short ${name};`);
  }

  get clearLocals(): string[] {
    return this.names.map((name) => `${name} = 0;`);
  }

  get fixupLabel(): string {
    return this.mapPoke.fixupLabel;
  }

  places(): string[] {
    return [...this.mapPoke.places(), ...this.textPoke.places()];
  }
}
