import { PlatformError } from '../../chat/failure.ts';
import { workspacesOf } from '../connect/who.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';

/**
 * Finds out in which workspace of a Grid something was done that names none: on the bot's own page, in a person's own chat with it,
 * by a shortcut. It is the one whose school has their account; an e-mail is one account's everywhere.
 */
export async function locate(ctx: AdapterContext, interaction: Interaction): Promise<Interaction> {
  if (!interaction.isVague || !ctx.parts) return interaction;
  try {
    const { teams, email } = await workspacesOf(interaction.user, ctx.tokens.api(interaction));
    const team = await ctx.parts.likeliest([interaction.team, ...teams], email);
    return team ? { ...interaction, team, origin: { ...interaction.origin, team } } : interaction;
  } catch (error) {
    // Whoever asks who they are is told next.
    if (error instanceof PlatformError) return interaction;
    throw error;
  }
}
