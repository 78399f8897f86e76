/** A full member of a workspace, as Slack tells of one by `users.info`. */
export const slackMember = (id: string, team: string, email: string) => ({
  id,
  team_id: team,
  deleted: false,
  is_bot: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_email_confirmed: true,
  profile: { email },
});
