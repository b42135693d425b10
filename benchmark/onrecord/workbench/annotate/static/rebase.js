// Puts changes made on one version of the file onto another, record by record. Two people who change different
// records never meet; where both changed the same one, somebody has to choose.

import { freeId, identity, renameReferences, sameRecord } from './records.js';

const same = (a, b) => a && b && a.suggested === b.suggested && sameRecord(a.fields, b.fields);

// `changes`: [{ uid, before, after }] of entries, before and after null where there is none. `theirs`: entries.
// Gives the entries as they are now, [{ uid, entry }] (uid null where the page knows no such record), and the
// conflicts, [{ uid, before, mine, theirs, row }], each decided theirs until `take` is called with it.
export function rebase(changes, theirs) {
  const rows = theirs.map((entry) => ({ uid: null, entry }));
  const free = new Map();
  for (const row of rows) {
    const key = identity(row.entry);
    if (!free.has(key)) free.set(key, []);
    free.get(key).push(row);
  }
  const claim = (entry) => {
    const found = free.get(identity(entry)) ?? [];
    const at = Math.max(0, found.findIndex((row) => same(row.entry, entry)));
    return found.splice(at, 1)[0];
  };
  const conflicts = [];
  const added = [];
  for (const { uid, before, after } of changes) {
    const row = before ? claim(before) : null;
    if (row) row.uid = uid;
    const untouched = before ? same(row?.entry, before) : true;
    if (before && after && identity(before) === identity(after)) {
      if (untouched) row.entry = after;
      else if (!same(row?.entry, after)) conflicts.push({ uid, before, mine: after, theirs: row?.entry ?? null, row });
    } else {
      if (before && row) {
        if (untouched) row.entry = null;
        else conflicts.push({ uid, before, mine: null, theirs: row.entry, row });
      }
      if (after) added.push({ uid, entry: after });
    }
  }
  settle(added, rows, free, conflicts);
  return { rows: rows.filter((row) => row.entry), conflicts, rows_all: rows };
}

// New records: one that is there already is not added twice, and an id that is taken gives way to a free one.
function settle(added, rows, free, conflicts) {
  const taken = new Set(rows.filter((row) => row.entry).map((row) => row.entry.fields.id));
  const renamed = new Map();
  const fresh = [];
  for (const { uid, entry } of added) {
    const there = (free.get(identity(entry)) ?? []).find((row) => row.entry && row.uid === null);
    if (there && same(there.entry, entry)) {
      there.uid = uid;
    } else if (there && !entry.fields.id) {
      conflicts.push({ uid, before: null, mine: entry, theirs: there.entry, row: there });
    } else {
      const { kind, id } = entry.fields;
      let fields = entry.fields;
      if (id && taken.has(id)) {
        fields = { ...fields, id: freeId(kind, taken, kind === 'speaker' ? id : '') };
        renamed.set(`${kind}:${id}`, fields.id);
      }
      taken.add(fields.id);
      fresh.push({ uid, entry: { ...entry, fields } });
    }
  }
  const mine = new Set(fresh);
  for (const row of fresh) row.entry = Object.freeze({ ...row.entry, fields: renameReferences(row.entry.fields, renamed) });
  rows.push(...mine);
}

// Decide a conflict for the page's own version.
export function take(conflict, result) {
  const { row, mine, uid } = conflict;
  if (row) {
    row.entry = mine;
    row.uid = uid;
  } else if (mine) {
    result.rows_all.push({ uid, entry: mine });
  }
  result.rows = result.rows_all.filter((each) => each.entry);
}
