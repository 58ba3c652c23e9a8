import { useEffect, useState } from 'react';
import { pageAddress } from './page-address.ts';
import type { QrPath } from './qr-path.ts';
import { type TabProps, useFragment } from './share-options.ts';

/** Beyond it the squares are too small for a phone that is held up to a wall. */
const MAX_QR_LENGTH = 1500;

const count = new Intl.NumberFormat('en');

function useQr(text: string): QrPath | 'failed' | null {
  const [made, setMade] = useState<{ text: string; qr: QrPath | 'failed' } | null>(null);
  useEffect(() => {
    let wanted = true;
    import('./qr-path.ts').then(
      ({ qrPath }) => wanted && setMade({ text, qr: qrPath(text) }),
      () => wanted && setMade({ text, qr: 'failed' }),
    );
    return () => {
      wanted = false;
    };
  }, [text]);
  return made?.text === text ? made.qr : null;
}

function Code({ text }: { text: string }) {
  const qr = useQr(text);
  if (qr === 'failed') {
    return <p className="share-note is-error">The code could not be drawn. The link works.</p>;
  }
  if (!qr) return <div className="share-qr" />;
  return (
    // Dark on light in every theme: many readers know codes no other way round.
    <svg
      className="share-qr"
      viewBox={`0 0 ${qr.size} ${qr.size}`}
      role="img"
      aria-label="QR code of the link"
      shapeRendering="crispEdges"
    >
      <rect width={qr.size} height={qr.size} fill="#fff" />
      <path d={qr.path} fill="#000" />
    </svg>
  );
}

/** The link for a camera. */
export function QrTab(props: TabProps) {
  const link = pageAddress(useFragment(props));
  if (link.length > MAX_QR_LENGTH) {
    return (
      <p className="share-note is-warning" role="status">
        The link has {count.format(link.length)} characters. A code that a phone can read from a
        wall holds about {count.format(MAX_QR_LENGTH)}: share the link or a file.
      </p>
    );
  }
  return (
    <>
      <Code text={link} />
      <p className="share-fine">The whole lab is in the code; scanning it opens the same step.</p>
    </>
  );
}
