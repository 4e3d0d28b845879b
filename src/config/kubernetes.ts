import { isIP } from 'node:net';

const isLink = (text: string): boolean => /^(tcp|udp|sctp):\/\/(\[[\da-f:.]+\]|[\d.]+):\d{1,5}$/.test(text);
const isPort = (text: string): boolean => /^\d{1,5}$/.test(text);
const isAddress = (text: string): boolean => isIP(text) > 0;

/** What Kubernetes says of a service, by the end of the name that follows the service's own. */
const forms: readonly (readonly [end: RegExp, isForm: (text: string) => boolean])[] = [
  [/_SERVICE_HOST$/, isAddress],
  [/_SERVICE_PORT(_[A-Z\d_]+)?$/, isPort],
  [/_PORT$/, isLink],
  [/_PORT_\d+_(TCP|UDP|SCTP)$/, isLink],
  [/_PORT_\d+_(TCP|UDP|SCTP)_PROTO$/, (text) => /^(tcp|udp|sctp)$/.test(text)],
  [/_PORT_\d+_(TCP|UDP|SCTP)_PORT$/, isPort],
  [/_PORT_\d+_(TCP|UDP|SCTP)_ADDR$/, isAddress],
];

/** [L23] Whether Kubernetes put this variable into the pod, as there is a service named carillon, or carillon-…. */
export const isOfKubernetes = (name: string, text: string): boolean =>
  /^CARILLON_/.test(name) && forms.some(([end, isForm]) => end.test(name) && isForm(text));
