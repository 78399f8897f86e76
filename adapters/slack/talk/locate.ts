import { PlatformError } from '../../chat/failure.ts';
import { lookUp } from '../connect/who.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';

/**
 * Finds out in which workspace of a Grid something was done that all of its workspaces share: on the bot's own page, in a person's own
 * chat with it, by a shortcut. What Slack names there, if anything, is where they look at it, and not whose they are. It is the
 * one whose school has their account.
 */
export async function locate(ctx: AdapterContext, interaction: Interaction): Promise<Interaction> {
  const { enterprise, isVague, isOrgWide = false, user, team: guess } = interaction;
  if (!isVague || !enterprise || !ctx.parts) return interaction;
  try {
    // Asked as the Grid's own: it may not have added us to the workspace that is named.
    const api = ctx.tokens.api(isOrgWide ? { team: enterprise, enterprise, isOrgWide } : interaction);
    const { grid, email } = await lookUp(ctx.people, { workspace: enterprise, user }, api);
    if (grid?.id !== enterprise) return interaction;
    const among = [...grid.teams].sort((a, b) => Number(b === guess) - Number(a === guess));
    const team = await ctx.parts.likeliest(among, email);
    if (!team) return interaction;
    const { teamName, origin } = interaction;
    return {
      ...interaction,
      team,
      teamName: team === guess ? teamName : undefined,
      organisation: enterprise,
      origin: { ...origin, team },
    };
  } catch (error) {
    // Whoever asks who they are is told.
    if (error instanceof PlatformError) return { ...interaction, unplaced: error };
    throw error;
  }
}
