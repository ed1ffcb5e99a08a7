"""Answers about QuickBooks and the company: Host, Company, Preferences."""

QBXML_VERSIONS = (
    (1, 0),
    (1, 1),
    (2, 0),
    (2, 1),
    (3, 0),
    (4, 0),
    (4, 1),
    (5, 0),
    *((major, 0) for major in range(6, 17)),
)

_PREFERENCES = {
    "AccountingPreferences": {
        "IsUsingAccountNumbers": "false",
        "IsRequiringAccounts": "true",
        "IsUsingClassTracking": "false",
        "IsUsingAuditTrail": "true",
        "IsAssigningJournalEntryNumbers": "true",
    },
    "FinanceChargePreferences": {
        "AnnualInterestRate": "0.00",
        "MinFinanceCharge": "0.00",
        "GracePeriod": "0",
        "IsAssessingForOverdueCharges": "false",
        "CalculateChargesFrom": "DueDate",
        "IsMarkedToBePrinted": "false",
    },
    "ItemsAndInventoryPreferences": {"IsBarcodeEnabled": "true"},
    "JobsAndEstimatesPreferences": {
        "IsUsingEstimates": "true",
        "IsUsingProgressInvoicing": "false",
        "IsPrintingItemsWithZeroAmounts": "false",
    },
    "MultiCurrencyPreferences": {"IsMultiCurrencyOn": "false"},
    "PurchasesAndVendorsPreferences": {
        "IsUsingInventory": "true",
        "DaysBillsAreDue": "10",
        "IsAutomaticallyUsingDiscounts": "false",
    },
    "ReportsPreferences": {
        "AgingReportBasis": "AgeFromDueDate",
        "SummaryReportBasis": "Accrual",
    },
    "SalesAndCustomersPreferences": {
        "IsTrackingReimbursedExpensesAsIncome": "false",
        "IsAutoApplyingPayments": "true",
    },
    "SalesTaxPreferences": {"PaySalesTax": "Monthly"},
    "TimeTrackingPreferences": {"FirstDayOfWeek": "Monday"},
    "CurrentAppAccessRights": {
        "IsAutomaticLoginAllowed": "true",
        "IsPersonalDataAccessAllowed": "false",
    },
}
_TAX_REFERENCES = {
    "DefaultItemSalesTaxRef": ("item", "Out of State"),
    "DefaultTaxableSalesTaxCodeRef": ("sales tax code", "Tax"),
    "DefaultNonTaxableSalesTaxCodeRef": ("sales tax code", "Non"),
}


def default_settings(name, sales_tax):
    """Return the settings of a new company file: preferences and company
    information."""
    preferences = {key: dict(value) for key, value in _PREFERENCES.items()}
    if not sales_tax:
        del preferences["SalesTaxPreferences"]
    company = {
        "IsSampleCompany": "false",
        "CompanyName": name,
        "LegalCompanyName": name,
        "FirstMonthFiscalYear": "January",
        "FirstMonthIncomeTaxYear": "January",
        "CompanyType": "Service Business",
        "TaxForm": "OtherOrNone",
    }
    return {"preferences": preferences, "company": company}


class About:
    """Answers Host, Company and Preferences queries of a company file."""

    def __init__(self, company):
        self.company = company
        self.store = company.store

    def host(self):
        """Return the values of the HostRet."""
        company = self.company
        supported = [one for one in QBXML_VERSIONS if one <= company.version]
        return {
            "ProductName": company.product[0],
            "MajorVersion": company.product[1],
            "MinorVersion": company.product[2],
            "Country": company.country,
            "SupportedQBXMLVersion": [f"{major}.{minor}" for major, minor in supported],
            "IsAutomaticLogin": "false",
            "QBFileMode": "SingleUser",
        }

    def company_info(self, owners=()):
        """Return the values of the CompanyRet, with the data extensions of these
        OwnerIDs."""
        values = dict(self.store.setting("company"))
        if owners:
            values["DataExtRet"] = self.company.data_exts.of(("company", ""), owners)
        return values

    def preferences(self):
        """Return the values of the PreferencesRet."""
        preferences = self.store.setting("preferences")
        if "SalesTaxPreferences" in preferences:
            preferences["SalesTaxPreferences"].update(self._tax_references())
        return preferences

    def _tax_references(self):
        found = {}
        for element, (space, name) in _TAX_REFERENCES.items():
            row = self.store.find_name(space, name)
            if row:
                found[element] = {"ListID": row.list_id, "FullName": row.full_name}
        return found
