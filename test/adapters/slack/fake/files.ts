import type { FakeFile, Json, StoredFile } from './types.ts';
import type { World } from './world.ts';

/** A file as Slack shows it to the app. */
export function fileJson(world: World, file: StoredFile): Json {
  const path = `${world.url}/files-pri/${file.teamId}-${file.id}`;
  const name = encodeURIComponent(file.name.toLowerCase());
  return {
    id: file.id,
    created: Math.floor(world.now() / 1_000),
    name: file.name,
    title: file.title,
    mimetype: file.type,
    filetype: file.name.split('.').at(-1) ?? 'binary',
    user: file.user,
    user_team: file.teamId,
    mode: 'hosted',
    size: file.content.length,
    is_external: false,
    is_public: false,
    url_private: `${path}/${name}`,
    url_private_download: `${path}/download/${name}`,
    channels: file.channels.filter((id) => id.startsWith('C')),
    ims: file.channels.filter((id) => id.startsWith('D')),
    file_access: 'visible',
  };
}

/** What a person puts into a form's file field, or into a conversation. */
export function uploadedBy(world: World, personId: string, teamId: string, given: FakeFile): StoredFile {
  const content = Buffer.from(given.content);
  const file: StoredFile = {
    id: world.id('F'),
    name: given.name,
    title: given.name,
    type: given.type ?? (given.name.endsWith('.csv') ? 'text/csv' : 'application/octet-stream'),
    content,
    user: personId,
    teamId,
    length: content.length,
    state: 'complete',
    channels: [],
  };
  world.files.set(file.id, file);
  return file;
}
