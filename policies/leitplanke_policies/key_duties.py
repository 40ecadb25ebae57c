"""Rights on keys, by the duty that they belong to: to administer keys, and to use them. Names are in lower case."""

ADMINISTER = frozenset(
    {
        "cloudkms.cryptokeys.setiampolicy",
        "cloudkms.cryptokeys.update",
        "cloudkms.cryptokeyversions.destroy",
        "cloudkms.keyrings.setiampolicy",
        "kms:cancelkeydeletion",
        "kms:deleteimportedkeymaterial",
        "kms:disablekey",
        "kms:disablekeyrotation",
        "kms:importkeymaterial",
        "kms:putkeypolicy",
        "kms:replicatekey",
        "kms:schedulekeydeletion",
        "kms:updateprimaryregion",
        "keys:create",
        "keys:delete",
        "keys:import",
        "keys:purge",
        "keys:restore",
        "keys:setrotationpolicy",
        "keys:update",
    }
)
USE = frozenset(
    {
        "cloudkms.cryptokeyversions.usetodecrypt",
        "cloudkms.cryptokeyversions.usetoencrypt",
        "cloudkms.cryptokeyversions.usetosign",
        "kms:decrypt",
        "kms:encrypt",
        "kms:generatedatakey",
        "kms:generatedatakeypair",
        "kms:generatedatakeywithoutplaintext",
        "kms:generatemac",
        "kms:reencryptfrom",
        "kms:reencryptto",
        "kms:sign",
        "keys:decrypt",
        "keys:encrypt",
        "keys:release",
        "keys:sign",
        "keys:unwrapkey",
        "keys:wrapkey",
    }
)
"""Source: AWS KMS developer guide, "Key policies: allows key administrators to administer the KMS key" and "allows key
users to use the KMS key"; azurerm provider documentation, ``key_permissions``; Google Cloud KMS
documentation, "Permissions and roles"."""

ADMINISTERING_ROLES = r"roles/(owner|editor|cloudkms\.admin)|Key Vault (Administrator|Crypto Officer)"
USING_ROLES = (
    r"roles/(owner|cloudkms\.(cryptoKey(Encrypter|Decrypter|EncrypterDecrypter)(ViaDelegation)?|cryptoOperator"
    r"|signer|signerVerifier))|Key Vault (Administrator|Crypto Officer|Crypto User|Crypto Service Encryption User)"
)
"""Azure's roles that administer keys use them, too. Source: Google Cloud KMS documentation, "Permissions and roles" and
"Separation of duties"; Azure documentation, "Azure built-in roles for security"."""

EVERYWHERE = ("azurerm", "google")
"""Providers whose roles say what is allowed on keys, wherever they are given. A wildcard in an own role of Azure is not
about keys: their use is a data action."""
