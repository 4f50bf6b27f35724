import { Type } from '../../base/schema.ts';

const Sealed = Type.String({ maxLength: 2000 });

/** What every form with a choice between a passkey and a password sends; one of the two is empty. */
const ways = {
  token: Sealed,
  credential: Type.Optional(Type.String({ maxLength: 20_000 })),
  password: Type.Optional(Type.String({ maxLength: 5000 })),
};

/** The form that signs in. */
export const SignInForm = Type.Object({
  ...ways,
  name: Type.Optional(Type.String({ maxLength: 500 })),
  next: Type.Optional(Type.String({ maxLength: 500 })),
});

/** The form that makes an account. */
export const SignUpForm = Type.Object({
  ...ways,
  name: Type.String({ maxLength: 500 }),
  zone: Type.Optional(Type.String({ maxLength: 64 })),
  invitation: Type.Optional(Type.String({ maxLength: 200 })),
});

export const NextQuery = Type.Object({ next: Type.Optional(Type.String({ maxLength: 500 })) });
export const InvitationQuery = Type.Object({ invitation: Type.Optional(Type.String({ maxLength: 200 })) });

/** The form that signs in with a recovery code. */
export const RecoveryForm = Type.Object({ token: Sealed, code: Type.String({ maxLength: 500 }) });

/** The form that gives an account a new way to sign in, by the link that the owner of the machine has made. */
export const ResetForm = Type.Object({ ...ways, link: Type.String({ maxLength: 200 }) });
export const ResetQuery = Type.Object({ link: Type.Optional(Type.String({ maxLength: 200 })) });
