import type { Change, Database } from '../../base/data/database.ts';
import type { Learner } from '../model.ts';
import { type LearnerRow, learnerColumns, toLearner, withAccount } from '../row.ts';
import { type AccessToken, mostTokens, type Scope } from './model.ts';

/** Tokens by which programs come in, of which only digests are stored. */
export function tokenStore(db: Database) {
  const columns = `access_token.id as "tokenId", access_token.name as "tokenName", access_token.scopes,
    access_token.created_at as "createdAt", access_token.expires_at as "expiresAt",
    access_token.used_day as "usedDay"`;
  const ofLearner = db.all<TokenRow>(
    `select ${columns} from access_token where learner = cast(:learner as text)
     order by created_at desc, id limit ${mostTokens}`,
  );
  const byDigest = db.one<LearnerRow & TokenRow>(
    `select ${learnerColumns}, ${columns}
     from access_token join learner on learner.id = access_token.learner ${withAccount}
     where access_token.digest = cast(:digest as text)`,
  );
  const insert = db.change(
    `insert into access_token (learner, id, digest, name, scopes, created_at, expires_at)
     values (:learner, :id, :digest, :name, :scopes, :createdAt, :expiresAt)`,
    1,
  );
  const noteUse = db.change('update access_token set used_day = :day where learner = :learner and id = :id');
  const remove = db.change('delete from access_token where learner = :learner and id = :id', 1);
  const removeAll = db.change('delete from access_token where learner = :learner');

  return {
    /** The tokens of a learner, the newest first. */
    of: async (learner: string) => (await ofLearner({ learner })).map(toToken),
    /** The token of a digest with its learner. */
    async byDigest(digest: string): Promise<{ token: AccessToken; learner: Learner } | undefined> {
      const row = await byDigest({ digest });
      if (!row) return undefined;
      const { tokenId, tokenName, scopes, createdAt, expiresAt, usedDay, ...learner } = row;
      const token = toToken({ tokenId, tokenName, scopes, createdAt, expiresAt, usedDay });
      return { token, learner: toLearner(learner) };
    },

    add: (learner: string, digest: string, { usedDay: _, ...token }: AccessToken): Change =>
      insert({ learner, digest, ...token, scopes: token.scopes.join(' ') }),
    /** Notes the day on which a token was used; nothing for one that has just been revoked. */
    noteUse: (learner: string, id: string, day: number): Change => noteUse({ learner, id, day }),
    remove: (learner: string, id: string): Change => remove({ learner, id }),
    removeAll: (learner: string): Change => removeAll({ learner }),
  };
}

type TokenRow = Pick<AccessToken, 'createdAt' | 'expiresAt' | 'usedDay'> & {
  tokenId: string;
  tokenName: string;
  scopes: string;
};

const toToken = ({ tokenId, tokenName, scopes, ...row }: TokenRow): AccessToken => ({
  ...row,
  id: tokenId,
  name: tokenName,
  scopes: scopes.split(' ') as Scope[],
});

export type TokenStore = ReturnType<typeof tokenStore>;
