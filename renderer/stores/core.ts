/** What the core knows, as the window last heard it: each field is a projection of one of its topics. */
import { create } from 'zustand';
import type { CoreClient } from '../../main/contract/contract.ts';
import type {
  ContainerSummary,
  ImageSummary,
  Listed,
  NetworkSummary,
  VolumeSummary,
} from '../../main/contract/engine-model.ts';
import type { PortForward, Settings, ShareList, VmState } from '../../main/contract/model.ts';
import type { RemovedThing } from '../../main/contract/removed-model.ts';
import { keepConnected, type ConnectionState } from '../client.ts';
import { listsToShow, type Lists } from './keep-lists.ts';

export interface CoreState {
  readonly connection: ConnectionState;
  /** The connection that stands now. */
  readonly client: CoreClient | undefined;
  readonly vm: VmState | undefined;
  readonly settings: Settings | undefined;
  readonly containers: Listed<ContainerSummary> | undefined;
  readonly images: Listed<ImageSummary> | undefined;
  readonly volumes: Listed<VolumeSummary> | undefined;
  readonly networks: Listed<NetworkSummary> | undefined;
  /** The lists are from before: the engine that they are of went away, or does not answer. */
  readonly outdated: boolean;
  readonly ports: readonly PortForward[] | undefined;
  readonly shares: ShareList | undefined;
  readonly removed: readonly RemovedThing[] | undefined;
}

export const useCore = create<CoreState>()(() => ({
  connection: 'connecting',
  client: undefined,
  vm: undefined,
  settings: undefined,
  containers: undefined,
  images: undefined,
  volumes: undefined,
  networks: undefined,
  outdated: false,
  ports: undefined,
  shares: undefined,
  removed: undefined,
}));

const allLists = ['containers', 'images', 'volumes', 'networks'] as const;
type ListName = (typeof allLists)[number];

/** Milliseconds in which the first list is drawn, before the others are asked for: thousands of things are some work. */
const drawMs = 30;

/** The lists as they are asked for: first the one that the page at this address shows. */
export function listsInOrder(hash: string): [ListName, ...ListName[]] {
  const shown = allLists.find((list) => hash.startsWith(`#/${list}`)) ?? allLists[0];
  return [shown, ...allLists.filter((list) => list !== shown)];
}

/** Connects and keeps the store true. When the connection is lost, what was known stays. */
export async function followCore(): Promise<never> {
  const set = useCore.setState;
  return keepConnected({
    onState: (connection) =>
      set(connection === 'connected' ? { connection } : { connection, client: undefined }),
    onClient: (client, signal) => {
      set({ client });
      let told: Lists = { containers: undefined, images: undefined, volumes: undefined, networks: undefined };
      let current = true;
      const show = (change: Partial<CoreState>) =>
        set((state) => {
          const { kept, ...lists } = listsToShow(state, told, change.vm ?? state.vm);
          return { ...change, ...lists, outdated: kept || !current };
        });
      const tell = (lists: Partial<Lists>) => {
        told = { ...told, ...lists };
        show({});
      };
      const follow = async <T>(values: AsyncIterable<T>, put: (value: T) => void) => {
        try {
          for await (const value of values) put(value);
        } catch (error) {
          // The link's end ends them all, and the connection tells of it.
          if (!signal.aborted) console.warn('A topic ended', error);
        }
      };
      void follow(client['vm.watch']({}, { signal }), (vm) => show({ vm }));
      void follow(client['settings.watch']({}, { signal }), (settings) => set({ settings }));
      const ask = {
        containers: () =>
          follow(client['containers.watch']({}, { signal }), (containers) => list({ containers })),
        images: () => follow(client['images.watch']({}, { signal }), (images) => list({ images })),
        volumes: () => follow(client['volumes.watch']({}, { signal }), (volumes) => list({ volumes })),
        networks: () => follow(client['networks.watch']({}, { signal }), (networks) => list({ networks })),
      };
      const [first, ...others] = listsInOrder(window.location.hash);
      const askOthers = () => {
        for (const one of others.splice(0)) void ask[one]();
      };
      const list = (lists: Partial<Lists>) => {
        tell(lists);
        if (others.length > 0) setTimeout(askOthers, drawMs);
      };
      void ask[first]().finally(askOthers);
      void follow(client['engine.current']({}, { signal }), (answer) => {
        current = answer;
        show({});
      });
      void follow(client['ports.watch']({}, { signal }), (ports) => set({ ports }));
      void follow(client['shares.watch']({}, { signal }), (shares) => set({ shares }));
      void follow(client['removed.watch']({}, { signal }), (removed) => set({ removed }));
    },
  });
}
