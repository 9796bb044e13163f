package hostfile

// ValidClients reports whether a certificate, given in PEM, is a host's CA once more, certified
// by its authority for TLS for clients alone. Whoever finds another in a channel's
// configuration may have found a party that can pose as somebody's server.
func ValidClients(ca, tlsCA, clients string) bool {
	authority, err := parseCertificate(ca)
	if err != nil {
		return false
	}
	above, err := parseCertificate(tlsCA)
	if err != nil {
		return false
	}
	certificate, err := parseCertificate(clients)
	return err == nil && isAuthority(certificate) && sameKey(certificate, authority) && issued(certificate, above) && forClientsAlone(certificate)
}
