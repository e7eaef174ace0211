#pragma once

// Reads a client credential, a private RSA key with its certificate, out of a PEM or PKCS#12 (PFX) file's bytes.
// OpenSSL does it because swift-crypto knows neither encrypted PEM nor PKCS#12.

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

typedef enum {
    COPENSSL_OK = 0,
    COPENSSL_NOT_READABLE = 1,  // not of that format, or the password is wrong: OpenSSL does not always tell
    COPENSSL_NO_KEY = 2,
    COPENSSL_NO_CERTIFICATE = 3,  // or none that belongs to the key
    COPENSSL_NOT_RSA = 4,
    COPENSSL_KEY_TOO_SHORT = 5,
} copenssl_status;

typedef struct {
    unsigned char *key;  // PKCS#8 in PEM
    size_t key_count;
    unsigned char *certificate;  // DER
    size_t certificate_count;
    int64_t not_after;  // seconds since 1970
} copenssl_credential;

static inline void copenssl_free(copenssl_credential *credential) {
    OPENSSL_clear_free(credential->key, credential->key_count);
    OPENSSL_free(credential->certificate);
    memset(credential, 0, sizeof *credential);
}

// Never asks on the terminal, which OpenSSL does without a callback.
static inline int copenssl_password(char *buffer, int size, int writing, void *password) {
    (void)writing;
    size_t count = password ? strlen((const char *)password) : 0;
    if (count > (size_t)size) return -1;
    if (count) memcpy(buffer, password, count);
    return (int)count;
}

static inline copenssl_status copenssl_take(EVP_PKEY *key, X509 *certificate, copenssl_credential *credential) {
    if (EVP_PKEY_base_id(key) != EVP_PKEY_RSA) return COPENSSL_NOT_RSA;
    if (EVP_PKEY_bits(key) < 2048) return COPENSSL_KEY_TOO_SHORT;
    if (!certificate || X509_check_private_key(certificate, key) != 1) return COPENSSL_NO_CERTIFICATE;
    struct tm end = {0};
    int count = i2d_X509(certificate, &credential->certificate);
    BIO *memory = BIO_new(BIO_s_secmem());
    if (count <= 0 || !memory || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1
        || PEM_write_bio_PKCS8PrivateKey(memory, key, NULL, NULL, 0, NULL, NULL) != 1) {
        BIO_free(memory);
        return COPENSSL_NOT_READABLE;
    }
    char *text = NULL;
    long length = BIO_get_mem_data(memory, &text);
    credential->certificate_count = (size_t)count;
    credential->key = (unsigned char *)OPENSSL_malloc((size_t)length);
    credential->key_count = credential->key ? (size_t)length : 0;
    if (credential->key) memcpy(credential->key, text, (size_t)length);
    credential->not_after = (int64_t)timegm(&end);
    OPENSSL_cleanse(text, (size_t)length);
    BIO_free(memory);
    return credential->key ? COPENSSL_OK : COPENSSL_NOT_READABLE;
}

static inline copenssl_status copenssl_read_pfx(
    const void *bytes, size_t count, const char *password, copenssl_credential *credential
) {
    const unsigned char *at = (const unsigned char *)bytes;
    PKCS12 *store = d2i_PKCS12(NULL, &at, (long)count);
    EVP_PKEY *key = NULL;
    X509 *certificate = NULL;
    copenssl_status status = COPENSSL_NOT_READABLE;
    if (store && PKCS12_parse(store, password, &key, &certificate, NULL) == 1) {
        status = key ? copenssl_take(key, certificate, credential) : COPENSSL_NO_KEY;
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
    PKCS12_free(store);
    ERR_clear_error();
    return status;
}

// Of several certificates (a chain) the one that belongs to the key is taken.
static inline copenssl_status copenssl_read_pem(
    const void *bytes, size_t count, const char *password, copenssl_credential *credential
) {
    BIO *memory = BIO_new_mem_buf(bytes, (int)count);
    if (!memory) return COPENSSL_NOT_READABLE;
    copenssl_status status = COPENSSL_NOT_READABLE;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(memory, NULL, copenssl_password, (void *)password);
    if (key) {
        BIO_free(memory);
        memory = BIO_new_mem_buf(bytes, (int)count);
        status = COPENSSL_NO_CERTIFICATE;
        X509 *certificate;
        while (status == COPENSSL_NO_CERTIFICATE
               && (certificate = PEM_read_bio_X509(memory, NULL, copenssl_password, NULL)) != NULL) {
            status = copenssl_take(key, certificate, credential);
            X509_free(certificate);
        }
    }
    EVP_PKEY_free(key);
    BIO_free(memory);
    ERR_clear_error();
    return status;
}
