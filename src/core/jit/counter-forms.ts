// The counter form that a profile names.

import type { KernelProfile } from '../kernel/index.ts';
import { COUNTER_BY_POINTER } from './counter-by-pointer.ts';
import { COUNTER_BY_VALUE } from './counter-by-value.ts';
import type { CounterForm } from './counter-form.ts';
import { COUNTER_IN_FRAME } from './counter-in-frame.ts';

const COUNTER_FORMS: Readonly<Record<KernelProfile['tailCall']['counter'], CounterForm>> = {
  'in-frame': COUNTER_IN_FRAME,
  'by-value': COUNTER_BY_VALUE,
  'by-pointer': COUNTER_BY_POINTER,
};

export function counterForm(profile: KernelProfile): CounterForm {
  return COUNTER_FORMS[profile.tailCall.counter];
}
