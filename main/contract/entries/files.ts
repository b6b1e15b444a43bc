/** What can be asked about the files in containers and volumes. */
import * as v from 'valibot';
import { transferItem } from '../engine-model.ts';
import { filePlace, fileText, folderList, innerName, innerPath } from '../files-model.ts';
import { call, stream } from '../rpc.ts';
import { done, fileTarget } from './words.ts';

const at = { place: filePlace, path: innerPath };

/** All throw `entry.missing`, `entry.unreachable`, `entry.refused`. */
export const filesEntries = {
  /** What a folder holds. Throws `entry.notFolder`. */
  'files.list': call(v.strictObject(at), folderList),
  /** The first megabyte of a plain file. Throws `entry.notFile`. */
  'files.read': call(v.strictObject(at), fileText),
  /** Removes files, and folders with what is in them. Throws `entry.busy`, `entry.readOnly`. */
  'files.remove': call(
    v.strictObject({
      place: filePlace,
      paths: v.pipe(v.array(innerPath), v.minLength(1), v.maxLength(1000)),
    }),
    done,
  ),
  /** Another name in the same folder. Throws `entry.exists`, `entry.ofImage`. */
  'files.rename': call(v.strictObject({ ...at, name: innerName }), done),
  /** Throws `entry.exists`. */
  'files.makeFolder': call(v.strictObject(at), done),
  /** Writes a file as it is, and a folder as a tar archive, to a file of the core's computer. Throws `file.exists`. */
  'files.download': stream(
    v.strictObject({ place: filePlace, from: innerPath, ...fileTarget }),
    transferItem,
  ),
  /** Unpacks a tar archive, sent with `upload.write`, into a folder. */
  'files.upload': stream(v.strictObject(at), transferItem),
};
