/** Keeps "Up 3 minutes" true while somebody can see it: the engine tells of no event when a minute passes. */
import { useLive, type OpenTopic } from '../../stores/live.ts';

const open: OpenTopic<null> = (client, options) => client['containers.ages']({}, options);

/** Draws nothing. */
export function FollowAges() {
  useLive(open);
  return null;
}
