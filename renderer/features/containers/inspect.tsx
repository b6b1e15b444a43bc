/** Everything that the engine says of a container. */
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { Inspect } from '../inspect/inspect.tsx';

export function InspectContainer({ container }: { readonly container: ContainerSummary }) {
  const { id, name, status } = container;
  return <Inspect key={id} kind="container" id={id} name={name} changed={status} />;
}
