package block

import (
	"fmt"

	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
)

// fabricMSP is the type of an MSP with certificates (Fabric: msp.FABRIC).
const fabricMSP = 0

// readOrganizations reads the organizations below a group, by their names there.
func readOrganizations(group Group) (map[string]Organization, error) {
	organizations := make(map[string]Organization, len(group.Groups))
	for name, below := range group.Groups {
		organization, err := readOrganization(below.Values[mspValue].Content)
		if err != nil {
			return nil, fmt.Errorf("organization %s: %w", name, err)
		}
		organizations[name] = organization
	}
	return organizations, nil
}

// readOrganization reads an MSP. It refuses kinds of which this package could not
// say whom they take for their own.
func readOrganization(raw []byte) (Organization, error) {
	var value msp.MSPConfig
	if err := unmarshal(raw, &value); err != nil {
		return Organization{}, err
	}
	if value.Type != fabricMSP {
		return Organization{}, fmt.Errorf("an MSP of type %d is not supported", value.Type)
	}
	var config msp.FabricMSPConfig
	if err := unmarshal(value.Config, &config); err != nil {
		return Organization{}, err
	}
	if config.Name == "" {
		return Organization{}, fmt.Errorf("an MSP without id")
	}
	if family := config.GetCryptoConfig().GetSignatureHashFamily(); family != "" && family != "SHA2" {
		return Organization{}, fmt.Errorf("hash family %q is not supported", family)
	}
	organization := Organization{MSP: config.Name}
	return organization, organization.readCertificates(&config)
}

// readCertificates reads what decides whether a certificate is the organization's.
func (o *Organization) readCertificates(config *msp.FabricMSPConfig) error {
	var err error
	if o.Roots, err = readCertificates(config.RootCerts); err != nil {
		return fmt.Errorf("root certificates: %w", err)
	}
	if o.Intermediates, err = readCertificates(config.IntermediateCerts); err != nil {
		return fmt.Errorf("intermediate certificates: %w", err)
	}
	if o.Admins, err = readCertificates(config.Admins); err != nil {
		return fmt.Errorf("administrators: %w", err)
	}
	if o.Revoked, err = readCertificates(config.RevocationList); err != nil {
		return fmt.Errorf("revocation lists: %w", err)
	}
	for _, each := range config.OrganizationalUnitIdentifiers {
		unit, err := readUnit(each)
		if err != nil {
			return err
		}
		o.Units = append(o.Units, unit)
	}
	return o.readRoles(config.FabricNodeOus)
}

// readRoles reads which unit stands for which role.
func (o *Organization) readRoles(units *msp.FabricNodeOUs) error {
	o.UnitsOn = units.GetEnable()
	for _, role := range []struct {
		unit    *Unit
		message *msp.FabricOUIdentifier
	}{
		{&o.Client, units.GetClientOuIdentifier()},
		{&o.Peer, units.GetPeerOuIdentifier()},
		{&o.Admin, units.GetAdminOuIdentifier()},
		{&o.Orderer, units.GetOrdererOuIdentifier()},
	} {
		unit, err := readUnit(role.message)
		if err != nil {
			return err
		}
		*role.unit = unit
	}
	return nil
}

// readUnit reads an organizational unit; one that is not there is empty.
func readUnit(message *msp.FabricOUIdentifier) (Unit, error) {
	unit := Unit{Name: message.GetOrganizationalUnitIdentifier()}
	if len(message.GetCertificate()) == 0 {
		return unit, nil
	}
	if unit.Certificate = certificateOf(message.Certificate); unit.Certificate == nil {
		return Unit{}, fmt.Errorf("the certificate of unit %q is not in PEM", unit.Name)
	}
	return unit, nil
}

// readCertificates reads certificates or revocation lists in PEM, one each.
func readCertificates(texts [][]byte) ([][]byte, error) {
	var certificates [][]byte
	for i, text := range texts {
		certificate := certificateOf(text)
		if certificate == nil {
			return nil, fmt.Errorf("number %d is not in PEM", i)
		}
		certificates = append(certificates, certificate)
	}
	return certificates, nil
}
