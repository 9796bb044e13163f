package web

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// named refuses requests for hosts that the Server is not: a page of a stranger could
// have its own name point at this computer, and would be let read what is served here as
// if it were its own (DNS rebinding).
func named(names []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isNamed(hostOf(r.Host), names) {
			http.Error(w, "this server does not go by that name\n本服务器不使用该主机名", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isNamed(host string, names []string) bool {
	if ip := net.ParseIP(host); isLoopback(host) || ip != nil && ip.IsLoopback() {
		return true
	}
	return isAmong(host, names)
}

// loopback is the domain of which every name is this computer's (RFC 6761, section 6.3).
const loopback = "localhost"

func isLoopback(host string) bool {
	host = strings.ToLower(host)
	return host == loopback || strings.HasSuffix(host, "."+loopback)
}

func isAmong(host string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(host, name) })
}

// NewName returns a host name of this computer that nobody guesses.
func NewName() string { return "r-" + secret()[:32] + "." + loopback }

// hostOf is what a Host header names, without the port and the brackets of IPv6.
func hostOf(header string) string {
	if host, _, err := net.SplitHostPort(header); err == nil {
		return host
	}
	return strings.Trim(header, "[]")
}
