import { fileJson } from '../files.ts';
import { contentOf, post } from '../messages.ts';
import { breach, SlackError } from '../slack-error.ts';
import type { StoredFile } from '../types.ts';
import { reaches } from '../workspaces.ts';
import { listOf, type Method, need, optional, type Request, teamFor, writableChannel } from './method.ts';

function ownFile({ world, token }: Request, id: string): StoredFile {
  const file = world.files.get(id);
  if (!file || !reaches(world, token, file.teamId)) throw new SlackError('file_not_found');
  return file;
}

function filesNamed(value: unknown): { id: string; title?: string }[] {
  try {
    const files = typeof value === 'string' ? JSON.parse(value) : value;
    if (Array.isArray(files) && files.length > 0 && files.every((each) => typeof each?.id === 'string')) return files;
  } catch {
    // Refused below, as Slack does.
  }
  throw breach('invalid_arguments', ['[ERROR] files must be a list of objects with an id [json-pointer:/files]']);
}

export const fileMethods: Record<string, Method> = {
  'files.getUploadURLExternal': {
    scope: 'files:write',
    run(request) {
      const { world, args } = request;
      const length = Number(need(args, 'length'));
      if (!Number.isInteger(length) || length <= 0) throw breach('invalid_arguments', ['[ERROR] length']);
      const team = teamFor(request);
      const file: StoredFile = {
        id: world.id('F'),
        name: need(args, 'filename'),
        title: need(args, 'filename'),
        type: 'application/octet-stream',
        content: Buffer.alloc(0),
        user: team.bot.userId,
        teamId: team.id,
        length,
        state: 'announced',
        channels: [],
      };
      world.files.set(file.id, file);
      return { upload_url: `${world.url}/upload/v1/${file.id}`, file_id: file.id };
    },
  },
  'files.completeUploadExternal': {
    scope: 'files:write',
    run(request) {
      const { world, args } = request;
      const named = filesNamed(args.files);
      const files = named.map((each) => ownFile(request, each.id));
      if (files.some((each) => each.state !== 'uploaded')) throw new SlackError('file_update_failed');
      const channels = [args.channel_id, ...listOf(args.channels)].filter((each) => each).map(String);
      const targets = channels.map((id) => writableChannel(request, id));
      for (const [index, file] of files.entries()) {
        file.state = 'complete';
        file.title = named[index]?.title ?? file.name;
        file.channels.push(...targets.map((each) => each.id));
      }
      const { text, blocks } = contentOf(world, 'files.completeUploadExternal', {
        text: args.initial_comment,
        blocks: args.blocks,
      });
      for (const channel of targets) {
        post(
          world,
          channel.id,
          { text, blocks },
          { files: files.map((each) => each.id), threadTs: optional(args, 'thread_ts') },
        );
      }
      return { files: files.map((each) => fileJson(world, each)) };
    },
  },
};
