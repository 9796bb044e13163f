// Package faulttext says what a fault of the network means, to people and to programs.
// It stands apart from package text, which charters use too, and they know of no
// network.
package faulttext

import (
	"errors"
	"net/url"
	"os"
	"regexp"
	"strings"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/text"
)

// Say says what a fault of the network means, and what to do about it: by
// the words of Fabric or TLS where they tell more than its kind does. What came
// from the network itself is for the caller to add.
func Say(t *text.Text, fault *client.Fault) string {
	key, params := reason(fault)
	said := t.Say(key, params)
	if finding := (*client.Finding)(nil); errors.As(fault.Err, &finding) {
		said = Finding(t, *finding)
	}
	if proxy := proxyOf(fault); proxy != "" {
		said += "\n  " + t.Say("fault.proxy", catalogue.Params{"proxy": proxy})
	}
	return said
}

// Finding says what was found of a host.
func Finding(t *text.Text, finding client.Finding) string {
	key, params := string(finding.Code), findingParams(finding)
	if finding.Field == client.Form {
		key += "." + client.Form
	}
	params["field"] = t.About(finding.Field)
	params["asked"], params["answered"] = t.AboutValue(finding.Field, finding.Asked), t.AboutValue(finding.Field, finding.Answered)
	return t.Say(key, params)
}

func findingParams(f client.Finding) catalogue.Params {
	params := catalogue.Params{"host": f.Host, "about": f.About, "field": f.Field, "asked": f.Asked, "answered": f.Answered}
	if f.Other != "" {
		params["other"] = f.Other
	}
	return params
}

// What Fabric's peers and orderers say, and TLS.
var (
	clockSkew       = regexp.MustCompile(`incorrect timestamp (.+?), peer time (.+?), (?:peer\.authentication\.timewindow|CHAINCODE_TIME_WINDOW) (\w+)`)
	clockSkewTLS    = regexp.MustCompile(`current time (\S+) is (?:before|after) (\S+)`)
	unknownSigner   = []string{"creator org unknown", "tls: certificate required", "tls: unknown certificate authority"}
	expiredIdentity = []string{"client identity expired", "tls: expired certificate"}
	accessDenied    = []string{"access denied", "does not let this identity read blocks", "policy evaluation failed", "status=FORBIDDEN"}
)

// reason is the key of what to say of a fault, with its parameters.
func reason(fault *client.Fault) (key string, params catalogue.Params) {
	said := fault.Error()
	contains := func(texts []string) bool {
		for _, text := range texts {
			if strings.Contains(said, text) {
				return true
			}
		}
		return false
	}
	if finding := (*client.Finding)(nil); errors.As(fault.Err, &finding) {
		return string(finding.Code), findingParams(*finding)
	}
	if fault.Code == client.Valid {
		return "fault.taken", catalogue.Params{"tx": fault.Tx}
	}
	if found := clockSkew.FindStringSubmatch(said); found != nil {
		return "fault.clock", catalogue.Params{"own": found[1], "peer": found[2], "most": found[3]}
	}
	if found := clockSkewTLS.FindStringSubmatch(said); found != nil {
		return "fault.validity", catalogue.Params{"own": found[1], "bound": found[2]}
	}
	switch {
	case fault.Kind == client.Unknown: // what became of it comes first
	case contains(unknownSigner):
		return "fault.stranger", nil
	case contains(expiredIdentity):
		return "fault.expired", nil
	case contains(accessDenied):
		return "fault.revoked", nil
	}
	return "fault." + string(fault.Kind), nil
}

// proxyOf is the proxy through which a connection that failed went, if one is set:
// gRPC takes HTTPS_PROXY, but for this computer's own addresses. A password in it is
// left out.
func proxyOf(fault *client.Fault) string {
	if fault.Kind != client.Unavailable {
		return ""
	}
	for _, variable := range []string{"HTTPS_PROXY", "https_proxy"} {
		value := os.Getenv(variable)
		if value == "" {
			continue
		}
		shown, err := url.Parse(value)
		if err != nil {
			return variable
		}
		return variable + "=" + shown.Redacted()
	}
	return ""
}

// Failure is a fault of the network as another program reads it: NETWORK_ and its
// kind, with what is known of the transaction.
func Failure(fault *client.Fault, said string) catalogue.Failure {
	reason, params := reason(fault)
	all := catalogue.Parameters(params)
	for name, value := range map[string]string{
		"phase": string(fault.Phase), "transaction": fault.Tx, "validation": fault.Code, "reason": strings.TrimPrefix(reason, "fault."),
	} {
		if value != "" {
			all[name] = value
		}
	}
	if fault.Err != nil {
		all["cause"] = fault.Err.Error()
	}
	return catalogue.Failure{Code: "NETWORK_" + strings.ToUpper(string(fault.Kind)), Message: said, Parameters: all}
}
