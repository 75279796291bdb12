-- Every computer that has evaluated the configuration item: 1 compliant, 2 not compliant, 4 error; and the verdict where it is not compliant,
-- because the site lists values of those alone.
SELECT computer.Netbios_Name0 AS Computer, status.ComplianceState, detail.CurrentValue AS Verdict
FROM v_CICurrentComplianceStatus AS status
INNER JOIN v_LocalizedCIProperties_SiteLoc AS item ON item.CI_ID = status.CI_ID
INNER JOIN v_R_System AS computer ON computer.ResourceID = status.ResourceID
LEFT JOIN v_CICurrentSettingsComplianceStatusDetail AS detail
    ON detail.CI_ID = status.CI_ID AND detail.ResourceID = status.ResourceID
WHERE item.DisplayName = N'WSUS advisory 954960'
ORDER BY status.ComplianceState DESC, computer.Netbios_Name0
