/** Things of which the engine tells all that it knows. */
export const inspectKinds = ['container', 'image', 'volume', 'network'] as const;
export type InspectKind = (typeof inspectKinds)[number];
