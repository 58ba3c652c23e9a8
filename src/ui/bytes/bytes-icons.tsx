import type { ReactNode } from 'react';

/** 16 px line icons of the pane's bar; their buttons have the names. */
function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg className="bytes-tool-icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      {children}
    </svg>
  );
}

export const SEARCH_ICON = (
  <Icon>
    <circle cx="7" cy="7" r="4.25" />
    <path d="M10.25 10.25 14 14" />
  </Icon>
);

export const COLUMNS_ICON = (
  <Icon>
    <path d="M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10" />
  </Icon>
);

export const COPY_ICON = (
  <Icon>
    <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />
  </Icon>
);

export const MORE_ICON = (
  <Icon>
    <path d="M2.5 4.5h4M10 4.5h3.5M2.5 11.5h6M12 11.5h1.5" />
    <circle cx="8.25" cy="4.5" r="1.75" />
    <circle cx="10.25" cy="11.5" r="1.75" />
  </Icon>
);
