package io.nephrite.runtime.login;

/** The way in which a service identifies users. */
public enum LoginMode {
    /** Nobody is asked who they are: whoever reaches the port may do everything. */
    NONE,
    /** Whoever has the token of the system may do everything. */
    TOKEN,
    /** An issuer of OpenID Connect says who it is and which roles they have; services have the token of the system. */
    OIDC
}
