// Messages that stay until they are closed; a newer one of the same id takes the older's place.

import type { Slice } from './model.ts';

type NoticesKey = 'notices' | 'notify' | 'dismiss' | 'takeOffer';

/** `takeUpdate`: lets the newer version of the page take over. */
export const noticesSlice =
  (takeUpdate: () => void): Slice<NoticesKey> =>
  (set, get) => ({
    notices: [],

    notify: (notice) => {
      set({ notices: [...get().notices.filter((other) => other.id !== notice.id), notice] });
    },
    dismiss: (id) => {
      set({ notices: get().notices.filter((notice) => notice.id !== id) });
    },
    takeOffer: ({ id, offer }) => {
      get().dismiss(id);
      if (!offer) return;
      if ('text' in offer) get().openText(offer.text);
      else if ('lab' in offer) void get().restoreWorkspace(offer.lab);
      else if ('page' in offer) takeUpdate();
      else if (offer.run === 'own') get().resetRun();
      else {
        get().seek(offer.cursor);
        get().cutHere();
      }
    },
  });
