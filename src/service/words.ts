/** The words of product.md that the database holds, for those who may not reach into it themselves. */
export {
  type LinkKind,
  type Programme,
  programmes,
  type RequestKind,
  type RequestStatus,
  type Role,
  roles,
  type Site,
  type Status,
  sites,
  statuses,
} from '../../db/schema/words.ts';
