import './button.css';
import { Download } from 'lucide-react';

/** A file to download, as a button looks. */
export function DownloadLink({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <a className="button" data-variant="secondary" href={href} download>
      <Download size={16} aria-hidden />
      <span className="button-label">{children}</span>
    </a>
  );
}
