/** A network as its page shows it, and all of them with their containers as the map is drawn from. */
import * as v from 'valibot';
import { containerPort, containerStates } from './engine-model.ts';

const text = v.string();
const pair = v.object({ name: text, value: text });

/** What a container is called and where it is in one network. */
const place = {
  /** With the length of the prefix (`172.18.0.2/16`); empty while it has none. */
  ipv4: text,
  ipv6: text,
};

/** A container that is in a network, or will be once it is started. */
const networkMember = v.object({
  id: text,
  name: text,
  state: v.picklist(containerStates),
  ...place,
  mac: text,
  /** What other containers of the network find it by, beside its name. */
  aliases: v.array(text),
});
export type NetworkMember = v.InferOutput<typeof networkMember>;

export const networkDetails = v.object({
  id: text,
  name: text,
  driver: text,
  scope: text,
  /** Milliseconds since 1970; missing where the engine doesn't say. */
  createdAt: v.exactOptional(v.number()),
  /** Empty texts for what the engine doesn't say. */
  pools: v.array(v.object({ subnet: text, gateway: text, ipRange: text })),
  internal: v.boolean(),
  attachable: v.boolean(),
  ipv6: v.boolean(),
  options: v.array(pair),
  labels: v.array(pair),
  members: v.array(networkMember),
  /** There are more members than are told. */
  cut: v.boolean(),
});
export type NetworkDetails = v.InferOutput<typeof networkDetails>;

/** A network that one container is in. */
export const containerNetwork = v.object({ id: text, name: text, ...place, aliases: v.array(text) });
export type ContainerNetwork = v.InferOutput<typeof containerNetwork>;

const mapNetwork = v.object({
  id: text,
  name: text,
  driver: text,
  subnets: v.array(text),
  /** No way out of it, and none in. */
  internal: v.boolean(),
  /** Whether its containers reach each other: the option `com.docker.network.bridge.enable_icc`. */
  icc: v.boolean(),
  /** The VM itself has no address in it: the option `com.docker.network.bridge.gateway_mode_ipv4=isolated`. */
  isolated: v.boolean(),
  builtIn: v.boolean(),
});
export type MapNetwork = v.InferOutput<typeof mapNetwork>;

const mapContainer = v.object({
  id: text,
  name: text,
  state: v.picklist(containerStates),
  /** `bridge`, `host`, `none`, a network's name, or `container:ID` for the network of another container. */
  mode: text,
  /** Ids of its networks. */
  networks: v.array(text),
  ports: v.array(containerPort),
});
export type MapContainer = v.InferOutput<typeof mapContainer>;

export const networkMap = v.object({ networks: v.array(mapNetwork), containers: v.array(mapContainer) });
export type NetworkMap = v.InferOutput<typeof networkMap>;
